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

/** Patterns, negations and prefixes, were they not letters. */
const operators = [
  "%%",
  "__",
  "%_",
  ".*",
  ".+",
  "^.",
  "\\\\",
  "\\%",
  "''",
  '""',
  "'\"",
  "!x",
  "-x",
  "x|",
  "a:*",
  "a*",
  "*a",
  "(a",
  "a)",
  "[a-z]",
  "<->",
  "& |",
];

/**
 * What search forgives, it forgives in words. So whatever is found holds the very letters that were asked for or each of their words: a name has
 * a word that begins with it, a message the word itself. Nothing here is an inflection or a slip of the finger of anything else, so no other form
 * is accepted; xay stands for each of the texts as it would be read by LIKE, a regular expression or a tsquery.
 */
type Accepts = (found: string, asked: string) => boolean;
const begins: Accepts = (found, asked) => found.startsWith(asked);
const equals: Accepts = (found, asked) => found === asked;
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words of the query, or without any the query, that these texts do not have. */
function unheld(query: string, texts: (string | null | undefined)[], accepts: Accepts): string[] {
  const text = texts.join("\n").toLowerCase();
  const letters = query.trim().toLowerCase();
  if (text.includes(letters)) return [];
  const [asked, held] = [wordsOf(query), wordsOf(text)];
  return asked.length === 0 ? [letters] : asked.filter((word) => !held.some((other) => accepts(other, word)));
}

let server: TestServer;
let socket: Socket;
let conversationId: string;
beforeAll(async () => {
  server = await startTestServer();
  conversationId = (await newGroup(server, ["ada", "bob"])).id;
  socket = await server.connect("ada");
  await server.as("root", { role: "admin" }).call("users.put", { userId: "decoy", name: "person xay" });
  await server.as("ada").call("conversations.create", { type: "group", participantIds: ["bob"], title: "about xay" });
  for (const text of ["xay", "apple", "said nothing"]) await server.as("ada").call("messages.send", { conversationId, text });
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

  test.each(texts)("S11 S36 searching for %j finds what holds these words, and nothing else", async (text) => {
    const name = `person ${text}`;
    await server.as("root", { role: "admin" }).call("users.put", { userId: `named ${text}`, name });
    const { users } = await call("users.search", { query: text });
    expect(users.map((user) => user.name)).toContain(name);
    for (const user of users) expect(unheld(text, [user.name], begins)).toEqual([]);

    const { conversation } = await call("conversations.create", { type: "group", participantIds: ["bob"], title: `about ${text}` });
    const { conversations } = await call("conversations.list", { search: text, limit: 100 });
    expect(conversations.map(({ title }) => title)).toContain(`about ${text}`);
    for (const { title, context, members } of conversations)
      expect(unheld(text, [title, context?.title, ...members.map(({ user }) => user.name)], begins)).toEqual([]);

    const { message } = await call("messages.send", { conversationId: conversation.id, text: `said ${text}` });
    const { results } = await call("messages.search", { query: text, conversationId: conversation.id });
    expect(results.map((result) => result.message.id)).toEqual([message.id]);
    const everywhere = (await call("messages.search", { query: text, limit: 100 })).results;
    expect(everywhere.length).toBeGreaterThan(0);
    for (const result of everywhere) expect(unheld(text, [result.message.text], equals)).toEqual([]);
  });

  test.each(operators)("S11 S36 %j alone is letters: it finds what holds them, or nothing", async (operator) => {
    const named = `holds ${operator}`;
    await server.as("root", { role: "admin" }).call("users.put", { userId: `named ${operator}`, name: named });
    await call("conversations.create", { type: "group", participantIds: ["bob"], title: named });
    const { message } = await call("messages.send", { conversationId, text: `said ${operator}` });
    const { users } = await call("users.search", { query: operator });
    expect(users.map((user) => user.name)).toContain(named);
    for (const user of users) expect(unheld(operator, [user.name], begins)).toEqual([]);

    const { conversations } = await call("conversations.list", { search: operator, limit: 100 });
    expect(conversations.map(({ title }) => title)).toContain(named);
    for (const { title, context, members } of conversations)
      expect(unheld(operator, [title, context?.title, ...members.map(({ user }) => user.name)], begins)).toEqual([]);

    // Messages are found by words alone.
    const found = (await call("messages.search", { query: operator, limit: 100 })).results;
    if (wordsOf(operator).length === 0) expect(found).toEqual([]);
    else expect(found.map((result) => result.message.id)).toContain(message.id);
    for (const result of found) expect(unheld(operator, [result.message.text], equals)).toEqual([]);
  });
});
