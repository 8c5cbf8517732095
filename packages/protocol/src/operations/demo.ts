import { z } from "zod";
import { defineOperation } from "../defineOperation.ts";
import { timestamp, url, userId } from "../ids.ts";
import { userName } from "../user.ts";

/** Only where the server runs with DEMO=on, which production refuses; elsewhere both answer `not_found`. */
export const demoOperations = {
  "demo.people": defineOperation({
    name: "demo.people",
    summary: "The people of the demo data, each one click away.",
    input: z.strictObject({}),
    output: z.object({ people: z.array(z.object({ id: userId, name: userName, headline: z.string(), imageUrl: url.nullable() })) }),
    rest: "GET /api/demo",
    access: "public",
    errors: ["not_found"],
  }),
  "demo.signIn": defineOperation({
    name: "demo.signIn",
    summary: "A token for one of the demo people, as a host would sign it.",
    input: z.strictObject({ userId }),
    output: z.object({ token: z.string(), expiresAt: timestamp }),
    rest: "POST /api/demo/sign-in",
    access: "public",
    budget: "signIn",
    errors: ["not_found"],
  }),
};
