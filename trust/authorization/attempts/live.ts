import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import { demand } from "../call.ts";
import type { Stage } from "../stage.ts";

const inConversation = ({ conversationId }: Stage) => ({ conversationId });

/** The caller, as another member sees them. */
async function seenAs(stage: Stage) {
  const { members } = await stage.witness("conversations.listMembers", inConversation(stage));
  return members.find(({ user }) => user.id === stage.caller?.id);
}

/** The conversations that are the caller's (conversations.list is judged for itself). */
async function listOwn({ world, caller }: Stage) {
  return (await demand(world.server, caller?.token ?? "", "conversations.list", {})).conversations;
}

const demoPerson = "demo-asha";

const noPeople: Attempt<"demo.people"> = { input: () => ({}), shows: () => {} };

export const liveAttempts: Pick<Attempts, keyof Attempts & `${"receipts" | "typing" | "presence" | "demo"}.${string}`> = {
  "receipts.read": {
    input: (stage) => ({ ...inConversation(stage), seq: 1_000_000 }),
    async shows({ readSeq }, stage) {
      expect(readSeq).toBe((await stage.witness("conversations.get", inConversation(stage))).lastSeq);
      expect(await seenAs(stage)).toMatchObject({ readSeq });
    },
  },
  "receipts.delivered": {
    input: (stage) => ({ ...inConversation(stage), seq: 1_000_000 }),
    async shows({ readSeq, deliveredSeq }, stage) {
      expect(deliveredSeq).toBe((await stage.witness("conversations.get", inConversation(stage))).lastSeq);
      expect(await seenAs(stage)).toMatchObject({ readSeq, deliveredSeq });
    },
  },
  "receipts.unread": {
    input: () => ({}),
    async shows({ conversations, messages }, stage) {
      const unread = (await listOwn(stage)).map(({ me }) => me.unread).filter((count) => count > 0);
      expect({ conversations, messages }).toEqual({ conversations: unread.length, messages: unread.reduce((sum, count) => sum + count, 0) });
    },
  },
  "typing.start": {
    input: inConversation,
    async shows(_, stage) {
      expect((await stage.witness("typing.list", inConversation(stage))).users.map(({ id }) => id)).toEqual([stage.caller?.id]);
    },
  },
  "typing.stop": {
    input: inConversation,
    shows: async (_, stage) => expect(await stage.witness("typing.list", inConversation(stage))).toEqual({ users: [] }),
  },
  "typing.list": {
    input: inConversation,
    shows: ({ users }) => expect(users).toEqual([]),
  },
  "presence.get": {
    input: ({ userId }) => ({ userIds: [userId.member, userId.newcomer] }),
    async shows({ presences }, stage) {
      const share = (await listOwn(stage)).some(({ members }) => members.some(({ user }) => user.id === stage.userId.member));
      expect(presences).toEqual(share ? [{ userId: stage.userId.member, online: true, lastSeenAt: null }] : []);
    },
  },
  "presence.online": {
    input: () => ({}),
    async shows({ userIds }, stage) {
      const share = (await listOwn(stage)).some(({ members }) => members.some(({ user }) => user.id === stage.userId.member));
      expect(userIds.includes(stage.userId.member)).toBe(share && stage.caller?.id !== stage.userId.member);
    },
  },
  "demo.people": {
    "where DEMO=on": {
      input: () => ({}),
      shows: ({ people }) => expect(people.map(({ id }) => id)).toContain(demoPerson),
      demo: true,
    },
    "where DEMO=off, as in production": noPeople,
  },
  "demo.signIn": {
    "as one of the demo people, where DEMO=on": {
      input: () => ({ userId: demoPerson }),
      async shows({ token }, { world }) {
        expect(await (await world.demoServer.fetch("/api/users/me", { token })).json()).toMatchObject({ id: demoPerson, role: "member" });
      },
      demo: true,
    },
    "as anybody else, where DEMO=on": { input: ({ userId }) => ({ userId: userId.self }), shows: () => {}, demo: true },
    "where DEMO=off, as in production": { input: () => ({ userId: demoPerson }), shows: () => {} },
  },
};
