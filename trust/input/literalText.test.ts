import { type Input, type OperationName, type Output, operations } from "@parley/protocol";
import { ask, newGroup, signIn, startTestServer, type TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askOverRest } from "../fuzz/ask.ts";

/** What SQL, LIKE, full-text search and regular expressions would read as something else. */
const texts = [
  ...[
    "'",
    "''",
    "O'Brien",
    "'; drop table users; --",
    "' or '1'='1",
    '"quoted"',
    "\\",
    "\\'",
    "\\\\",
    "$1",
    "$$x$$",
    "/* x */",
    "--",
    ";",
    "null",
    "E'\\x41'",
    "{a,b}",
    "(1,2)",
  ],
  ...[
    "%",
    "_",
    "%%",
    "100%",
    "a_b",
    "\\%",
    "\\_",
    "[a-z]",
    "(?i)x",
    ".*",
    "^$",
    "a|b",
    "&",
    "!a",
    "a & b",
    "'a':*",
    "<->",
    "a <2> b",
    "*",
    "::text",
    "{{x}}",
    "<b>",
    "&amp;",
    "\r\n\t",
  ],
].map((text) => `x${text}y`);

let server: TestServer;
let socket: Socket;
let conversationId: string;
beforeAll(async () => {
  server = await startTestServer();
  conversationId = (await newGroup(server, ["ada", "bob"])).id;
  socket = await server.connect("ada");
});
afterAll(() => server.stop());

type Call = <Name extends OperationName>(name: Name, input: Input<Name>) => Promise<Output<Name>>;

const overRest: Call = async (name, input) => {
  const answer = await askOverRest(server.url, await server.tokenFor("ada"), name, input);
  if (answer.transport !== "REST" || answer.status >= 300) throw new Error(JSON.stringify(answer));
  return JSON.parse(answer.text);
};
/** What has no event is asked over REST. */
const overSocket: Call = (name, input) => {
  const { socket: event } = operations[name] as { socket?: string };
  return event === undefined ? overRest(name, input) : ask(socket, event, input);
};

describe.each([
  ["REST", overRest],
  ["the socket", overSocket],
] as const)("over %s", (_transport, call) => {
  test.each(texts)("S11 %j is kept letter by letter, wherever a text is stored", async (text) => {
    const { message } = await call("messages.send", { conversationId, text });
    const clientId = `${crypto.randomUUID().slice(0, 8)}${text}`;
    const other = (await call("messages.send", { conversationId, text: "same id", clientId, replyTo: message.id })).message;
    // The same clientId finds the same message, so it is compared letter by letter too.
    expect((await call("messages.send", { conversationId, text: "same id", clientId, replyTo: message.id })).message).toEqual(other);
    await call("messages.edit", { messageId: other.id, text: `${text} edited` });
    const { messages } = await call("messages.list", { conversationId, limit: 2 });
    expect(messages.map((each) => [each.text, each.clientId])).toEqual([
      [text, null],
      [`${text} edited`, clientId],
    ]);

    const context = { type: text.slice(0, 40), id: text, title: text };
    const { conversation } = await call("conversations.create", { type: "group", participantIds: ["bob"], title: text, context });
    expect(await call("conversations.get", { conversationId: conversation.id })).toMatchObject({ title: text, context });
    expect(await call("conversations.update", { conversationId: conversation.id, title: `${text}2` })).toMatchObject({ title: `${text}2` });
    const direct = { type: "direct" as const, participantIds: ["bob"], context };
    const first = await call("conversations.create", direct);
    expect(await call("conversations.create", direct)).toMatchObject({ created: false, conversation: { id: first.conversation.id } });

    await signIn(server, [text]);
    expect(await call("users.get", { userId: text })).toMatchObject({ id: text });
    expect((await call("conversations.addMembers", { conversationId: conversation.id, userIds: [text] })).memberCount).toBe(3);
    expect((await call("messages.send", { conversationId: conversation.id, text: "you", mentions: [text] })).message.mentions).toEqual([text]);
    expect((await call("conversations.removeMember", { conversationId: conversation.id, userId: text })).memberCount).toBe(2);
    expect(await call("users.updateMe", { name: text })).toMatchObject({ name: text });
  });

  test.each(texts)("S11 S36 searching for %j finds what holds these letters", async (text) => {
    const name = `person ${text}`;
    await server.as("root", { role: "admin" }).call("users.put", { userId: `named ${text}`, name });
    const { users } = await call("users.search", { query: text });
    expect(users.map((user) => user.name)).toContain(name);

    await call("conversations.create", { type: "group", participantIds: ["bob"], title: `about ${text}` });
    const { conversations } = await call("conversations.list", { search: text, limit: 100 });
    expect(conversations.map(({ title }) => title)).toContain(`about ${text}`);
  });
});
