import type { MemberRole } from "@parley/protocol";
import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import type { Stage } from "../stage.ts";

const inConversation = ({ conversationId }: Stage) => ({ conversationId });

/** The role of this person as another member sees it. */
async function roleOf(userId: string, stage: Stage): Promise<MemberRole | undefined> {
  const { members } = await stage.witness("conversations.listMembers", inConversation(stage));
  return members.find(({ user }) => user.id === userId)?.role;
}

type Who = keyof Stage["userId"];

function add(): Attempt<"conversations.addMembers"> {
  return {
    input: (stage) => ({ ...inConversation(stage), userIds: [stage.userId.newcomer] }),
    shows: async (_, stage) => expect(await roleOf(stage.userId.newcomer, stage)).toBe("member"),
  };
}

function remove(who: Who): Attempt<"conversations.removeMember"> {
  return {
    input: (stage) => ({ ...inConversation(stage), userId: stage.userId[who] }),
    shows: async (_, stage) => expect(await roleOf(stage.userId[who], stage)).toBeUndefined(),
  };
}

function setRole(who: Who, role: MemberRole): Attempt<"conversations.setRole"> {
  return {
    input: (stage) => ({ ...inConversation(stage), userId: stage.userId[who], role }),
    shows: async (_, stage) => expect(await roleOf(stage.userId[who], stage)).toBe(role),
  };
}

export const membersAttempts: Pick<Attempts, `conversations.${"listMembers" | "addMembers" | "removeMember" | "setRole"}`> = {
  "conversations.listMembers": {
    input: inConversation,
    async shows({ members }, stage) {
      expect(members.map(({ user }) => user.id)).toContain(stage.caller?.id);
      expect(members).toHaveLength((await stage.witness("conversations.get", inConversation(stage))).memberCount);
    },
  },
  "conversations.addMembers": { "to a group": add(), "to a direct conversation": add() },
  "conversations.removeMember": {
    "a member": remove("member"),
    "an admin": remove("admin"),
    "an owner": remove("owner"),
    oneself: remove("self"),
    "the other of a direct conversation": remove("member"),
  },
  "conversations.setRole": {
    "a member becomes admin": setRole("member", "admin"),
    "an owner becomes member": setRole("owner", "member"),
    "oneself becomes owner": setRole("self", "owner"),
    "in a direct conversation": setRole("member", "admin"),
  },
};
