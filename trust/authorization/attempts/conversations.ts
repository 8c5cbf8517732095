import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import type { Stage } from "../stage.ts";

const inConversation = ({ conversationId }: Stage) => ({ conversationId });
const isMember = ({ role, place }: Stage) => role === "owner" || role === "admin" || role === "member" || place === "direct";

/** The caller's own view of the conversation, with this in it; others keep theirs. */
function own(input: { archived: true } | { muted: true } | { pinned: true }, me: Record<string, unknown>): Attempt<never> {
  return {
    input: (stage: Stage) => ({ ...inConversation(stage), ...input }) as never,
    async shows(output: unknown, stage: Stage) {
      expect(output).toMatchObject({ id: stage.conversationId, me });
      expect((await stage.witness("conversations.get", inConversation(stage))).me).toMatchObject({ archived: false, mutedUntil: null, pinned: false });
    },
  };
}

type Names = `conversations.${"create" | "findDirect" | "openDirect" | "list" | "get" | "update" | "archive" | "mute" | "pin" | "leave"}`;

function create(type: "group" | "direct"): Attempt<"conversations.create"> {
  return {
    input: ({ userId }) => ({ type, participantIds: [userId.newcomer] }),
    shows({ conversation, created }, { caller, userId }) {
      expect(created).toBe(true);
      expect(conversation).toMatchObject({ type, createdBy: caller?.id, me: { role: type === "group" ? "owner" : "member" } });
      expect(conversation.members.map(({ user }) => user.id).sort()).toEqual([caller?.id, userId.newcomer].sort());
    },
  };
}

function update(): Attempt<"conversations.update"> {
  return {
    input: (stage) => ({ ...inConversation(stage), title: "Another title" }),
    async shows(output, stage) {
      expect(output.title).toBe("Another title");
      expect((await stage.witness("conversations.get", inConversation(stage))).title).toBe("Another title");
    },
  };
}

function leave(): Attempt<"conversations.leave"> {
  return {
    input: inConversation,
    async shows(_, stage) {
      const { members } = await stage.witness("conversations.listMembers", inConversation(stage));
      expect(members.map(({ user }) => user.id)).not.toContain(stage.caller?.id);
    },
  };
}

export const conversationsAttempts: Pick<Attempts, Names> = {
  "conversations.create": { "a group": create("group"), "a direct conversation": create("direct") },
  "conversations.findDirect": {
    input: ({ userId }) => ({ userId: userId.newcomer }),
    shows: (output) => expect(output).toEqual({ conversationId: null }),
  },
  "conversations.openDirect": {
    input: ({ userId }) => ({ userId: userId.newcomer }),
    async shows({ conversationId }, { caller, userId, world }) {
      const text = "select array_agg(user_id order by user_id) as ids from members where conversation_id = $1";
      const { rows } = await world.server.pool.query(text, [conversationId]);
      expect(rows[0].ids).toEqual([caller?.id, userId.newcomer].sort());
    },
  },
  "conversations.list": {
    input: () => ({}),
    shows({ conversations }, stage) {
      const ids = conversations.map(({ id }) => id);
      if (isMember(stage)) expect(ids).toContain(stage.conversationId);
      else expect(ids).not.toContain(stage.conversationId);
      for (const { members } of conversations) expect(members.map(({ user }) => user.id)).toContain(stage.caller?.id);
    },
  },
  "conversations.get": {
    input: inConversation,
    shows: (output, { conversationId, role }) => expect(output).toMatchObject({ id: conversationId, me: { role } }),
  },
  "conversations.update": { "in a group": update(), "in a direct conversation": update() },
  "conversations.archive": own({ archived: true }, { archived: true }),
  "conversations.mute": own({ muted: true }, { mutedUntil: "forever" }),
  "conversations.pin": own({ pinned: true }, { pinned: true }),
  "conversations.leave": { "a group": leave(), "a direct conversation": leave() },
};
