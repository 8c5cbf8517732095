/** Lets a visitor try Parley as one of the people of the demo data. Off in production (config.ts). */
import { fail } from "@parley/protocol";
import { people as demoPeople } from "../../demo/people.ts";
import type { PublicImplementation } from "../../implementation.ts";
import { signHostToken } from "../auth/index.ts";

const people: PublicImplementation<"demo.people"> = async (_input, { app }) => {
  if (!app.config.demo) throw fail("not_found");
  return { people: demoPeople.map(({ id, name, headline }) => ({ id, name, headline, imageUrl: null })) };
};

const signIn: PublicImplementation<"demo.signIn"> = async (input, { app }) => {
  const person = app.config.demo ? demoPeople.find(({ id }) => id === input.userId) : undefined;
  if (person === undefined) throw fail("not_found");
  const { token, expiresAtMs } = await signHostToken(app.config, app.clock, { userId: person.id, name: person.name, ttlMs: 12 * 3600_000 });
  return { token, expiresAt: new Date(expiresAtMs).toISOString() };
};

export const demo = { people, signIn };
