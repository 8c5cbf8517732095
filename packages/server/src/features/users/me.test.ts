import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("me refuses without a token", async () => {
  await expectRefusal(server.anonymous("users.me", {}), "unauthenticated");
});

test("me is whoever the token names", async () => {
  const me = await server.as("ada", { name: "Ada", picture: "https://example.com/ada.png", role: "moderator" }).call("users.me", {});
  expect(me).toMatchObject({ id: "ada", name: "Ada", imageUrl: "https://example.com/ada.png", role: "moderator", active: true });
  expect(new Date(me.createdAt).toISOString()).toBe(me.createdAt);
});
