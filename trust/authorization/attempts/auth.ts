import { expect } from "vitest";
import type { Attempts } from "../attempts.ts";
import { demand, overRest } from "../call.ts";
import { password } from "../people.ts";
import type { Stage } from "../stage.ts";

let registered = 0;

const caller = (stage: Stage) => (stage.caller === undefined ? [] : [stage.caller.id]);

/** The tokens that were given are those of this person. */
async function speaksFor(token: string, { world, caller }: Stage): Promise<void> {
  expect((await demand(world.server, token, "users.me", {})).id).toBe(caller?.id);
}

export const authAttempts: Pick<Attempts, "auth.register" | "auth.login" | "auth.refresh" | "auth.logout"> = {
  "auth.register": {
    input: () => ({ email: `new${++registered}@example.com`, password, name: "New" }),
    async shows({ user, accessToken }, { world }) {
      expect(user).toMatchObject({ name: "New", role: "member", active: true });
      expect(await demand(world.server, accessToken, "users.me", {})).toEqual(user);
      expect(await demand(world.server, accessToken, "conversations.list", {})).toMatchObject({ conversations: [] });
    },
  },
  "auth.login": {
    input: ({ caller }) => ({ email: caller?.email ?? "nobody@example.com", password }),
    shows: ({ accessToken }, stage) => speaksFor(accessToken, stage),
  },
  "auth.refresh": {
    input: ({ caller }) => ({ refreshToken: caller?.refreshToken ?? "0190a0b0-0000-7000-8000-000000000000.made-up" }),
    async shows({ accessToken, refreshToken }, stage) {
      expect(refreshToken).not.toBe(stage.caller?.refreshToken);
      await speaksFor(accessToken, stage);
    },
    spends: caller,
  },
  "auth.logout": {
    input: () => ({}),
    async shows(_, { world, caller }) {
      expect(await overRest(world.server, caller?.token, "users.me", {})).toMatchObject({ answer: "session_revoked", status: 401 });
    },
    spends: caller,
  },
};
