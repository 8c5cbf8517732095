import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, nestTables } from "@parley/testkit";
import pg from "pg";

/** Where an import reads, and every conversation's texts in order, by its old id. */
type Export = { from: string; texts: Map<string, string[]>; remove(): Promise<void> };

type Line = { index: number; conversation: number; sender: number; text: string; at: Date };

/** People and conversations are many, so that each kind of row has several pages too. */
const perConversation = 20;
/** A prime: times have another order than ids, and are all different. */
const stride = 7919;

/** Between two people each, of whom nobody is in two. */
function toLines(messages: number): Line[] {
  const conversations = Math.ceil(messages / perConversation);
  return Array.from({ length: messages }, (_, index) => {
    const conversation = index % conversations;
    const sender = 2 * conversation + (index % 3 === 0 ? 1 : 0);
    return { index, conversation, sender, text: `message ${index}`, at: new Date(Date.UTC(2024, 0, 1) + ((index * stride) % messages) * 60_000) };
  });
}

function toTexts(lines: Line[], idOf: (conversation: number) => string): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { conversation, text } of lines.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const id = idOf(conversation);
    texts.set(id, [...(texts.get(id) ?? []), text]);
  }
  return texts;
}

const members = (conversation: number): [number, number] => [2 * conversation, 2 * conversation + 1];
const began = new Date(Date.UTC(2023, 0, 1));

async function inDirectory(files: Record<string, string>): Promise<{ path(name: string): string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "parley-export-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  return { path: (name) => join(directory, name), remove: () => rm(directory, { recursive: true, force: true }) };
}

async function express(messages: number): Promise<Export> {
  const objectId = (kind: number, index: number) => ({ $oid: `${kind}${index.toString(16).padStart(23, "0")}` });
  const person = (index: number) => objectId(1, index);
  const lines = toLines(messages);
  const people = 2 * Math.ceil(messages / perConversation);
  const directory = await inDirectory({
    "users.jsonl": Array.from({ length: people }, (_, index) => JSON.stringify({ _id: person(index), name: `Person ${index}` })).join("\n"),
    "messages.jsonl": lines
      .map(({ index, conversation, sender, text, at }) => {
        const [receiver] = members(conversation).filter((member) => member !== sender);
        return JSON.stringify({ _id: objectId(2, index), sender: person(sender), receiver: person(receiver ?? 0), content: text, createdAt: { $date: at } });
      })
      .join("\n"),
  });
  const texts = toTexts(lines, (conversation) =>
    members(conversation)
      .map((member) => person(member).$oid)
      .join(":"),
  );
  return { from: directory.path(""), texts, remove: directory.remove };
}

async function ring(messages: number): Promise<Export> {
  const lines = toLines(messages);
  const conversations: Record<string, { type: string; createdAt: number; participants: object; messages: Record<string, object> }> = {};
  for (const { index, conversation, sender, text, at } of lines) {
    const participants = Object.fromEntries(members(conversation).map((member) => [`u${member}`, { role: "member", joinedAt: began.getTime() }]));
    const held = conversations[`-c${conversation}`] ?? { type: "direct", createdAt: began.getTime(), participants, messages: {} };
    conversations[`-c${conversation}`] = held;
    held.messages[`-m${index}`] = { senderId: `u${sender}`, content: text, timestamp: at.getTime(), type: "text", status: "sent" };
  }
  const directory = await inDirectory({ "export.json": JSON.stringify({ conversations }) });
  return { from: directory.path("export.json"), texts: toTexts(lines, (conversation) => `-c${conversation}`), remove: directory.remove };
}

async function nest(messages: number): Promise<Export> {
  const uuid = (kind: string, index: number) => `${kind}0000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;
  const lines = toLines(messages);
  const conversations = Math.ceil(messages / perConversation);
  const database = await createTestDatabase("template0");
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const rows = lines.map(({ index, conversation, sender, text, at }) => ({
    id: uuid("c", index),
    conversation: uuid("b", conversation),
    sender: uuid("a", sender),
    text,
    at,
  }));
  const seats = Array.from({ length: conversations }, (_, conversation) =>
    members(conversation).map((member) => ({ id: `p${member}`, conversation: uuid("b", conversation), person: uuid("a", member), name: `Person ${member}` })),
  ).flat();
  try {
    await client.query(nestTables);
    await client.query(`insert into "User" (id, "fullName") select person, name from jsonb_to_recordset($1) as t (person text, name text)`, [
      JSON.stringify(seats),
    ]);
    await client.query(
      `insert into "Conversation" (id, "createdAt", "updatedAt") select distinct conversation, $2::timestamp, $2::timestamp from jsonb_to_recordset($1) as t (conversation text)`,
      [JSON.stringify(seats), began],
    );
    await client.query(
      `insert into "ConversationParticipant" (id, "conversationId", "userId", "joinedAt")
        select id, conversation, person, $2::timestamp from jsonb_to_recordset($1) as t (id text, conversation text, person text)`,
      [JSON.stringify(seats), began],
    );
    await client.query(
      `insert into "Message" (id, "conversationId", "senderId", content, "createdAt", "updatedAt")
        select id, conversation, sender, text, at, at from jsonb_to_recordset($1) as t (id text, conversation text, sender text, text text, at timestamp)`,
      [JSON.stringify(rows)],
    );
  } finally {
    await client.end();
  }
  return { from: database.url, texts: toTexts(lines, (conversation) => uuid("b", conversation)), remove: database.drop };
}

export const generateExports = { express, ring, nest };
