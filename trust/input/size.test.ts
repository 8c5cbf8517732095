import { limits } from "@parley/protocol";
import { ask, expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let socket: Socket;
let token: string;
let conversationId: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await server.tokenFor("ada");
  conversationId = (await newGroup(server, ["ada", "bob"])).id;
  socket = await server.connect("ada");
});
afterAll(() => server.stop());

const post = (body: string) =>
  fetch(`${server.url}/api/conversations/${conversationId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });

/** Just below what a request may weigh, so that all of it is looked at. */
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [index.toString(36), 0]));
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

test.each([
  ["20,000 keys", { text: "a", ...keys(20_000) }],
  ["51 mentions", { text: "a", mentions: new Array(limits.mentionsPerMessage + 1).fill("bob") }],
  ["50,000 mentions", { text: "a", mentions: new Array(50_000).fill("b") }],
  ["8,001 characters", { text: "🦊".repeat(limits.messageText + 1) }],
  ["a clientId of 65 characters", { text: "a", clientId: "x".repeat(limits.clientId + 1) }],
  ["11 attachments", { text: "a", attachmentIds: new Array(limits.attachmentsPerMessage + 1).fill(crypto.randomUUID()) }],
])("S14 %s are refused over both transports, in few words", async (_what, input) => {
  const refused = await expectRefusal(ask(socket, "message:send", { conversationId, ...input }), "validation_failed");
  expect(JSON.stringify(refused.toBody()).length).toBeLessThan(3000);
  expect(await (await post(JSON.stringify(input))).json()).toMatchObject(refused.toBody());
});

test("S14 a depth of a hundred thousand is refused over REST, and closes a socket at most", async () => {
  for (const depth of [10_000, 100_000]) {
    const answer = await post(`{"text":${nested(depth)}}`);
    expect(await answer.json()).toMatchObject({ status: 400 });
    const raw = await server.connect("ada");
    const ended = new Promise((resolve) => raw.once("disconnect", resolve));
    const answered = new Promise((resolve) => raw.io.engine.on("data", (data) => String(data).startsWith("3777[") && resolve(String(data))));
    raw.io.engine.write(`2777["message:send",{"conversationId":"${conversationId}","text":${nested(depth)}}]`);
    const outcome = await Promise.race([ended, answered]);
    if (String(outcome).startsWith("3")) expect(outcome).toContain("validation_failed");
  }
  expect(await ask(socket, "user:me")).toMatchObject({ id: "ada" });
});

test("S14 what is refused for naming people who do not exist does not send all the names back", async () => {
  const userIds = Array.from({ length: limits.membersPerRequest }, (_, index) => `${index}${"x".repeat(120)}`);
  const unknown = await expectRefusal(ask(socket, "member:add", { conversationId, userIds }), "user_unknown");
  expect(JSON.stringify(unknown.toBody()).length).toBeLessThan(3000);
  const mentioned = await expectRefusal(ask(socket, "message:send", { conversationId, text: "a", mentions: userIds.slice(0, 50) }), "mention_not_a_member");
  expect(JSON.stringify(mentioned.toBody()).length).toBeLessThan(3000);
});
