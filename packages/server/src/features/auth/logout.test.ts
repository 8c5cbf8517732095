import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let people = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const register = async () => {
  const email = `person${++people}@example.com`;
  return { email, ...(await server.anonymous("auth.register", { email, password: "correct horse", name: "Person" })) };
};
const logout = (token: string, body: object = {}) => server.fetch("/api/auth/logout", { method: "POST", token, body });
const statusOf = async (token: string) => (await server.fetch("/api/users/me", { token })).status;

test("logout refuses without a token", async () => {
  await expectRefusal(server.anonymous("auth.logout", {}), "unauthenticated");
});

test("F18 S4 logout ends the session at once: its token, its refresh token and its socket", async () => {
  const { accessToken, refreshToken } = await register();
  const socket = await server.connectWith(accessToken);
  const ended = new Promise((resolve) => socket.once("auth:ended", resolve));
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  expect((await logout(accessToken)).status).toBe(200);
  expect(await ended).toEqual({ code: "session_revoked" });
  expect(await closed).toBe("io server disconnect");
  expect(await (await server.fetch("/api/users/me", { token: accessToken })).json()).toMatchObject({ status: 401, code: "session_revoked" });
  await expectRefusal(server.anonymous("auth.refresh", { refreshToken }), "session_revoked");
  await expect(server.connectWith(accessToken)).rejects.toThrow("session_revoked");
});

test("logout leaves the user's other devices alone; everywhere ends them too", async () => {
  const phone = await register();
  const laptop = await server.anonymous("auth.login", { email: phone.email, password: "correct horse" });
  const tablet = await server.anonymous("auth.login", { email: phone.email, password: "correct horse" });
  const socket = await server.connectWith(laptop.accessToken);
  await logout(phone.accessToken);
  expect(await statusOf(phone.accessToken)).toBe(401);
  expect(await statusOf(laptop.accessToken)).toBe(200);
  expect(socket.connected).toBe(true);

  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  await logout(tablet.accessToken, { everywhere: true });
  await closed;
  expect(await statusOf(laptop.accessToken)).toBe(401);
  expect(await statusOf(tablet.accessToken)).toBe(401);
});

test("logout of a host's token does nothing: it ends with its exp", async () => {
  expect(await server.as("ada").call("auth.logout", {})).toEqual({});
  expect(await server.as("ada").call("auth.logout", { everywhere: true })).toEqual({});
  expect(await server.as("ada").call("users.me", {})).toMatchObject({ id: "ada" });
});
