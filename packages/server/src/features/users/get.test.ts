import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("get refuses an id that nobody has", async () => {
  await expectRefusal(server.as("ada").call("users.get", { userId: "nobody" }), "not_found");
});

test("S9 defect 8: a person's e-mail address, role and state are seen by themselves alone", async () => {
  const { user, accessToken } = await server.anonymous("auth.register", { email: "private@example.com", password: "correct horse", name: "Private" });
  const seen = await server.as("ada").call("users.get", { userId: user.id });
  expect(seen).toEqual({ id: user.id, name: "Private", imageUrl: null });
  const own = await (await server.fetch("/api/users/me", { token: accessToken })).text();
  expect(own).not.toContain("example.com");
});

test("any text can be an id, also in a path", async () => {
  for (const userId of ["a/b", "Zoë 🦊", "urn:person:7?x=1#y", "%2e", "x".repeat(128), "🦊".repeat(128)]) {
    await server.as(userId, { name: "Odd" }).call("users.me", {});
    const answer = await server.fetch(`/api/users/${encodeURIComponent(userId)}`, { token: await server.tokenFor("ada") });
    expect(await answer.json()).toEqual({ id: userId, name: "Odd", imageUrl: null });
  }
});
