import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
const account = { email: "ada@example.com", password: "correct horse" };
beforeAll(async () => {
  server = await startTestServer();
  await server.anonymous("auth.register", { ...account, name: "Ada" });
});
afterAll(() => server.stop());

test("S31 login refuses a wrong password and an unknown e-mail alike", async () => {
  const wrong = await expectRefusal(server.anonymous("auth.login", { ...account, password: "wrong horse" }), "invalid_credentials");
  const unknown = await expectRefusal(server.anonymous("auth.login", { ...account, email: "eve@example.com" }), "invalid_credentials");
  expect(wrong.toBody()).toEqual(unknown.toBody());
});

test("S11 login takes quotes and wildcards as letters", async () => {
  await expectRefusal(server.anonymous("auth.login", { ...account, password: "' or '1'='1" }), "invalid_credentials");
  await expectRefusal(server.anonymous("auth.login", { ...account, email: "a_a@example.com" }), "invalid_credentials");
});

test("login opens a session of its own for each device, in whatever case the e-mail is", async () => {
  const phone = await server.anonymous("auth.login", account);
  const laptop = await server.anonymous("auth.login", { ...account, email: "ADA@example.com" });
  expect(laptop.user).toEqual(phone.user);
  await server.fetch("/api/auth/logout", { method: "POST", token: phone.accessToken });
  expect((await server.fetch("/api/users/me", { token: phone.accessToken })).status).toBe(401);
  expect((await server.fetch("/api/users/me", { token: laptop.accessToken })).status).toBe(200);
});

test("X-SEC-03 login refuses a deactivated account, but only after the right password", async () => {
  const { user } = await server.anonymous("auth.register", { email: "gone@example.com", password: "correct horse", name: "Gone" });
  await server.as("root", { role: "admin" }).call("users.setActive", { userId: user.id, active: false });
  await expectRefusal(server.anonymous("auth.login", { email: "gone@example.com", password: "correct horse" }), "account_inactive");
  await expectRefusal(server.anonymous("auth.login", { email: "gone@example.com", password: "wrong horse" }), "invalid_credentials");
});
