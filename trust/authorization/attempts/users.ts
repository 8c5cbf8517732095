import type { Output } from "@parley/protocol";
import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import { overRest } from "../call.ts";
import type { Stage } from "../stage.ts";

/** Whether this person is let in now. */
async function isLetIn({ world }: Stage, userId: string): Promise<string> {
  const person = Object.values(world.people).find(({ id }) => id === userId);
  return (await overRest(world.server, person?.token, "users.me", {})).answer;
}

function setActive(who: "self" | "newcomer", active: boolean): Attempt<"users.setActive"> {
  return {
    input: ({ userId }) => ({ userId: userId[who], active }),
    async shows(output, stage) {
      expect(output).toMatchObject({ id: stage.userId[who], active });
      expect(await isLetIn(stage, stage.userId[who])).toBe(active ? "allowed" : "account_inactive");
    },
    ...(!active && { spends: ({ userId }) => [userId[who]] }),
  };
}

async function isNamed(stage: Stage, userId: string, name: string): Promise<void> {
  expect(await stage.witness("users.get", { userId })).toMatchObject({ id: userId, name });
}

/** What anybody may know of anybody: nothing but this. */
const profile = (user: Output<"users.get">) => expect(Object.keys(user).sort()).toEqual(["id", "imageUrl", "name"]);

export const usersAttempts: Pick<Attempts, "users.me" | "users.updateMe" | "users.search" | "users.get" | "users.put" | "users.setActive"> = {
  "users.me": {
    input: () => ({}),
    shows: (output, { caller, role }) => expect(output).toMatchObject({ id: caller?.id, role: role === "hostAdmin" ? "admin" : "member", active: true }),
  },
  "users.updateMe": {
    input: ({ caller }) => ({ name: `${caller?.name} renamed` }),
    shows: (_, stage) => isNamed(stage, stage.userId.self, `${stage.caller?.name} renamed`),
  },
  "users.search": {
    input: () => ({ query: "newcomer" }),
    shows({ users }, { userId }) {
      expect(users.map(({ id }) => id)).toEqual([userId.newcomer]);
      for (const user of users) profile(user);
    },
  },
  "users.get": {
    input: ({ userId }) => ({ userId: userId.newcomer }),
    shows(output, { userId }) {
      expect(output.id).toBe(userId.newcomer);
      profile(output);
    },
  },
  "users.put": {
    "somebody else": {
      input: ({ userId }) => ({ userId: userId.newcomer, name: "The newcomer, put", role: "moderator" }),
      shows: (_, stage) => isNamed(stage, stage.userId.newcomer, "The newcomer, put"),
    },
    "oneself, as admin of the host": {
      input: ({ userId }) => ({ userId: userId.self, name: "Put by myself", role: "admin" }),
      shows: (_, stage) => isNamed(stage, stage.userId.self, "Put by myself"),
    },
  },
  "users.setActive": {
    "deactivate oneself": setActive("self", false),
    "reactivate oneself": setActive("self", true),
    "deactivate somebody else": setActive("newcomer", false),
    "reactivate somebody else": setActive("newcomer", true),
  },
};
