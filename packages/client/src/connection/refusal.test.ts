import { fail } from "@parley/protocol";
import { expect, test } from "vitest";
import { answerTo, isSignedOut } from "./refusal.ts";

test("a refused token is renewed once; a fresh one that is refused ends it", () => {
  for (const code of ["token_expired", "token_invalid", "unauthenticated"] as const) {
    expect([answerTo(code, false), answerTo(code, true)]).toEqual(["renew", "give_up"]);
  }
});

test("an ended session or account ends it, whatever the token", () => {
  for (const code of ["session_revoked", "account_inactive", "origin_not_allowed"] as const) expect(answerTo(code, false)).toBe("give_up");
});

test("everything else is tried again", () => {
  for (const code of ["slow_consumer", "server_draining", "unavailable", "rate_limited", "internal", undefined] as const) {
    expect(answerTo(code, true)).toBe("retry");
  }
});

test("only a refusal means signed out; a network that is down does not", () => {
  expect(isSignedOut(fail("unauthenticated"))).toBe(true);
  expect(isSignedOut(fail("unavailable"))).toBe(false);
  expect(isSignedOut(new TypeError("fetch failed"))).toBe(false);
});
