import { ask, expectRefusal, listen, newDirect, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let token: string;
let userId: string;
beforeAll(async () => {
  server = await startTestServer();
  const { user, accessToken } = await server.anonymous("auth.register", { email: "ada@example.com", password: "correct horse", name: "Ada" });
  [token, userId] = [accessToken, user.id];
});
afterAll(() => server.stop());

const update = async (body: unknown) => (await server.fetch("/api/users/me", { method: "PATCH", token, body })).json();

test("updateMe refuses blank and long names, pictures that are no web address, and roles", async () => {
  for (const fault of [{ name: " " }, { name: "x".repeat(81) }, { imageUrl: "javascript:alert(1)" }, { imageUrl: "ftp://example.com/a.png" }])
    expect(await update(fault)).toMatchObject({ code: "validation_failed" });
  for (const fault of [{ role: "admin" }, { active: false }, { id: "root" }]) expect(await update(fault)).toMatchObject({ code: "validation_failed" });
  await expectRefusal(server.anonymous("users.updateMe", { name: "Nobody" }), "unauthenticated");
});

test("updateMe changes what is given and leaves the rest", async () => {
  expect(await update({ name: " Ada L. " })).toMatchObject({ id: userId, name: "Ada L.", imageUrl: null });
  expect(await update({ imageUrl: "https://example.com/ada.png" })).toMatchObject({ name: "Ada L.", imageUrl: "https://example.com/ada.png" });
  expect(await update({})).toMatchObject({ name: "Ada L.", imageUrl: "https://example.com/ada.png" });
  expect(await update({ imageUrl: null })).toMatchObject({ imageUrl: null });
});

test("a new name is heard by watchers and by one's other devices, and open sockets speak under it", async () => {
  const { id } = await newDirect(server, "bob", userId);
  const device = await server.connectWith(token);
  const watcher = await server.connect("bob");
  const stranger = await server.connect("mallory");
  await ask(watcher, "user:watch", { userIds: [userId] });
  await ask(stranger, "user:watch", { userIds: [userId] });
  const [own, watched, strange] = [listen(device), listen(watcher), listen(stranger)];
  await update({ name: "Lady Lovelace" });
  const event = { name: "user.updated", payload: { id: userId, name: "Lady Lovelace", imageUrl: null } };
  await waitFor("both to hear", () => own.length > 0 && watched.length > 0);
  expect([own, watched]).toEqual([[event], [event]]);
  expect(strange).toEqual([]);

  const { message } = await ask<{ message: { sender: { name: string } } }>(device, "message:send", { conversationId: id, text: "hello" });
  expect(message.sender.name).toBe("Lady Lovelace");
});
