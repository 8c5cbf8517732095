import { z } from "zod";
import { defineOperation } from "../defineOperation.ts";
import { text, timestamp } from "../ids.ts";
import { limits } from "../limits.ts";
import { ownUser, userName } from "../user.ts";

const email = z.email().max(254);
const newPassword = text(limits.passwordMax)
  .refine((value) => value.length >= limits.passwordMin, `is shorter than ${limits.passwordMin} characters`)
  .meta({ minLength: limits.passwordMin });
const refreshToken = z.string().max(200);

export const signedIn = z
  .object({
    user: ownUser,
    accessToken: z.string().meta({ description: "JWT; send it as `Authorization: Bearer` and as `auth.token` of the socket." }),
    expiresAt: timestamp,
    refreshToken: z.string().meta({ description: "Good once: every refresh gives a new one." }),
  })
  .meta({ id: "SignedIn" });

export type SignedIn = z.infer<typeof signedIn>;

export const authOperations = {
  "auth.register": defineOperation({
    name: "auth.register",
    summary: "Create a built-in account and sign in.",
    input: z.strictObject({ email, password: newPassword, name: userName }),
    output: signedIn,
    rest: "POST /api/auth/register",
    status: 201,
    access: "public",
    budget: "signIn",
    errors: ["email_taken", "forbidden"],
  }),
  "auth.login": defineOperation({
    name: "auth.login",
    summary: "Sign in to a built-in account.",
    input: z.strictObject({ email, password: text(limits.passwordMax) }),
    output: signedIn,
    rest: "POST /api/auth/login",
    access: "public",
    budget: "signIn",
    errors: ["invalid_credentials", "account_inactive", "forbidden"],
  }),
  "auth.refresh": defineOperation({
    name: "auth.refresh",
    summary: "Trade a refresh token for new tokens.",
    input: z.strictObject({ refreshToken }),
    output: signedIn,
    rest: "POST /api/auth/refresh",
    access: "public",
    errors: ["token_invalid", "token_reused", "session_revoked", "account_inactive"],
  }),
  "auth.logout": defineOperation({
    name: "auth.logout",
    summary: "End the session: its tokens stop working and its sockets close.",
    input: z.strictObject({ everywhere: z.boolean().optional().meta({ description: "End all of the user's sessions. Default false." }) }),
    output: z.object({}),
    rest: "POST /api/auth/logout",
    errors: [],
  }),
};
