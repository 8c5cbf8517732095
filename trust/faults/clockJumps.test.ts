import type { Message } from "@parley/protocol";
import { ask, expectRefusal, newGroup, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

let server: TestServer;
let conversationId: string;
beforeEach(async () => {
  server = await startTestServer();
  conversationId = (await newGroup(server, ["ada", "bob"])).id;
});
afterEach(() => server.stop());

/** Jumps of the server's clock, one after the other, each followed by messages over either transport. */
test.each([
  ["an hour forward", [hourMs]],
  ["an hour back", [-hourMs]],
  ["ten years forward, and back", [10 * yearMs, -10 * yearMs]],
  ["to and fro", [hourMs, -2 * hourMs, 3 * hourMs, -4 * hourMs]],
])("F12 I4 I5 I8 a clock that jumps %s changes nothing in the order of messages, their times or what sync tells", async (_, jumps) => {
  const sent: Message[] = [];
  const cursor = await server.as("bob").call("conversations.get", { conversationId });
  for (const jump of [0, ...jumps]) {
    server.clock.advance(jump);
    // Signed by the clock of this moment, as a host's own would be.
    const socket = await server.connect("ada");
    sent.push((await ask<{ message: Message }>(socket, "message:send", { conversationId, text: `${sent.length}` })).message);
    sent.push((await server.as("bob").call("messages.send", { conversationId, text: `${sent.length}` })).message);
    socket.close();
  }
  expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index + 2));
  expect((await server.as("ada").call("messages.list", { conversationId })).messages.slice(1)).toEqual(sent);
  const { messages } = await server.as("bob").call("messages.changes", { conversationId, sinceRev: cursor.rev, sinceSeq: cursor.lastSeq });
  expect(messages).toEqual(sent);
  // Times are the database's, which did not jump.
  const times = sent.map(({ createdAt }) => Date.parse(createdAt));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test("F12 S3 a token that has ended is taken for half a minute and no longer, and again by a clock that comes back", async () => {
  server.clock.hold();
  const token = await server.tokenFor("ada", { expiresInSeconds: 600 });
  const seen: number[] = [];
  for (const jumpMs of [-hourMs, hourMs + 620_000, 20_000, 10 * yearMs, -10 * yearMs - 60_000]) {
    server.clock.advance(jumpMs);
    seen.push((await server.fetch("/api/users/me", { token })).status);
  }
  expect(seen).toEqual([200, 200, 401, 401, 200]);
});

test("F12 I17 with the clock set back nobody stays online or typing, and uploads, links and people's last visits go on", async () => {
  const socket: Socket = await server.connect("ada");
  const bob = server.as("bob").call;
  const typing = async () => (await bob("typing.list", { conversationId })).users.length;
  await ask(socket, "typing:start", { conversationId });
  expect(await typing()).toBe(1);
  server.clock.advance(-yearMs);
  const file = await upload(server, "ada", conversationId, { name: "a.txt", content: Buffer.from("hello") });
  const { url } = await server.as("ada").call("attachments.link", { attachmentId: file.id });
  expect((await server.fetch(url)).status).toBe(200);
  await waitFor("the typing to end by itself", async () => (await typing()) === 0, 30_000);
  socket.close();
  await waitFor("ada to be offline", async () => !(await bob("presence.get", { userIds: ["ada"] })).presences.some(({ online }) => online), 60_000);
  // A link of the future is worth nothing once the clock is right again.
  server.clock.advance(yearMs);
  expect(await (await server.fetch(url)).json()).toMatchObject({ code: "url_expired" });
  await expectRefusal(server.as("mallory").call("attachments.link", { attachmentId: file.id }), "not_found");
});
