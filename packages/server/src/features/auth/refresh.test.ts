import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let people = 0;
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: "silent" });
});
afterAll(() => server.stop());

const register = () => server.anonymous("auth.register", { email: `person${++people}@example.com`, password: "correct horse", name: "Person" });
const refresh = (refreshToken: string) => server.anonymous("auth.refresh", { refreshToken });
const me = (token: string) => server.fetch("/api/users/me", { token });

test("refresh refuses what is not a refresh token, an access token included", async () => {
  const { accessToken, refreshToken } = await register();
  const [sessionId = ""] = refreshToken.split(".");
  for (const token of ["", "abc", "a.b", accessToken.slice(0, 200), `${crypto.randomUUID()}.secret`]) await expectRefusal(refresh(token), "token_invalid");
  await expectRefusal(refresh(`${sessionId}.${"A".repeat(43)}`), "token_reused");
});

test("S2 a refresh token opens nothing as an access token", async () => {
  const { refreshToken } = await register();
  const answer = await me(refreshToken);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: "token_invalid" });
});

test("refresh gives new tokens that work", async () => {
  const first = await register();
  const second = await refresh(first.refreshToken);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.user).toEqual(first.user);
  expect((await me(second.accessToken)).status).toBe(200);
  expect((await refresh(second.refreshToken)).user).toEqual(first.user);
});

test("S5 a refresh token that was used before ends the session, its tokens and its sockets", async () => {
  const first = await register();
  const second = await refresh(first.refreshToken);
  const socket = await server.connectWith(second.accessToken);
  const ended = new Promise((resolve) => socket.once("auth:ended", resolve));
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));

  server.clock.advance(11_000);
  await expectRefusal(refresh(first.refreshToken), "token_reused");
  expect(await ended).toEqual({ code: "session_revoked" });
  await closed;
  expect((await me(second.accessToken)).status).toBe(401);
  await expectRefusal(refresh(second.refreshToken), "session_revoked");
});

test("a refresh whose answer was lost may be asked again within seconds", async () => {
  const first = await register();
  await refresh(first.refreshToken);
  const again = await refresh(first.refreshToken);
  expect((await me(again.accessToken)).status).toBe(200);
  expect((await refresh(again.refreshToken)).user).toEqual(first.user);
});

test("the token that a repeated refresh replaced is taken for stolen", async () => {
  const first = await register();
  const lost = await refresh(first.refreshToken);
  await refresh(first.refreshToken);
  await expectRefusal(refresh(lost.refreshToken), "token_reused");
});

test("repeating does not extend the time in which it may be repeated", async () => {
  const first = await register();
  await refresh(first.refreshToken);
  server.clock.advance(6000);
  await refresh(first.refreshToken);
  server.clock.advance(6000);
  await expectRefusal(refresh(first.refreshToken), "token_reused");
});

test("refresh refuses a deactivated user and a session that was not used for 30 days", async () => {
  const inactive = await register();
  await server.as("root", { role: "admin" }).call("users.setActive", { userId: inactive.user.id, active: false });
  await expectRefusal(refresh(inactive.refreshToken), "account_inactive");

  const old = await register();
  server.clock.advance(31 * 24 * 3600_000);
  await expectRefusal(refresh(old.refreshToken), "session_revoked");
});
