import { realpath, stat } from "node:fs/promises";
import { type Fields, isFields, pick, toId, toUserId, toUserIds } from "../fields.ts";
import type { Note } from "../findings.ts";
import type { Staged } from "../records.ts";
import { ImportRefused, type Part, type Reading, type Source } from "../source.ts";
import { toContext } from "./context.ts";
import { toConversation } from "./conversation.ts";
import { type Wanted, walkJson } from "./jsonTree.ts";
import { toMember } from "./member.ts";
import { toMessage } from "./message.ts";
import { toPerson } from "./person.ts";

const conversationFields =
  "id type title name participants participantIds metadata createdBy createdAt updatedAt archivedBy mutedBy hiddenFromInbox lastMessage lastActivity isActive";
const known = new Set(conversationFields.split(" "));
const roots = new Set(["users", "conversations", "messages"]);

/** A Firebase Realtime Database, exported as one JSON file. It has no order of its own but its keys': pages are counted from the beginning. */
export async function openRing(reading: Reading): Promise<Source> {
  const path = await realpath(reading.from).catch(() => {
    throw new ImportRefused(`--from is to be the JSON file that the Firebase console exports: ${reading.from} is not there.`);
  });
  const { size, mtimeMs } = await stat(path);
  return { fingerprint: `${path} ${size} ${mtimeMs}`, parts: [exportPart(path, reading)], close: async () => {} };
}

function exportPart(path: string, reading: Reading): Part {
  return {
    name: "export",
    total: 0,
    async *read(after) {
      let [records, position, last]: [Staged[], number, number] = [[], 0, 0];
      // What is gone past has been noted before.
      const note: Note = (code, example) => position >= Number(after ?? 0) && reading.note(code, example);
      for await (const found of readTree(path, { ...reading, note })) {
        position += 1;
        // Read before: to be gone past, for a place in a tree cannot be jumped to.
        if (position <= Number(after ?? 0)) {
          last = position;
          continue;
        }
        records.push(...found());
        if (position - last < reading.batch) continue;
        yield { records, position, done: position - last };
        [records, last] = [[], position];
      }
      if (position > last) yield { records, position, done: position - last };
    },
  };
}

/** One thing after the other, to be translated when it is wanted. */
async function* readTree(path: string, reading: Reading): AsyncIterable<() => Staged[]> {
  let conversation: Fields = {};
  for await (const found of walkJson(path, (at) => wantedAt(at, reading.note))) {
    const [root, ...keys] = found.path;
    const [id = "", field = "", messageId = ""] = keys.map((key) => toId(key) ?? "");
    if (root === "conversations" && "ended" in found) {
      const fields = conversation;
      if (found.path.length !== 2) continue;
      conversation = {};
      yield () => ofConversation(id, fields, reading);
    } else if ("ended" in found) {
    } else if (root === "users") yield () => (isFields(found.value) ? toPerson(found.value, reading, id) : []);
    else if (root === "messages") yield () => ofMessage(id, field, found.value, reading);
    else if (field === "messages" && messageId !== "") yield () => ofMessage(id, messageId, found.value, reading);
    else if (field !== "") conversation[field] = found.value;
  }
}

function wantedAt(path: string[], note: Note): Wanted {
  const [root = "", , field] = path;
  if (path.length === 1) {
    if (roots.has(root)) return "enter";
    // Who is typing is over by now.
    if (root !== "typing") note("column_not_read", `/${root}`);
    return "skip";
  }
  const depth = root === "users" ? 2 : root === "conversations" && field === "messages" ? 4 : 3;
  return path.length < depth ? "enter" : "take";
}

function ofMessage(conversation: string, key: string, value: unknown, reading: Reading): Staged[] {
  if (!isFields(value)) {
    if (value !== null) reading.note("line_unreadable", `/conversations/${conversation}/messages/${key}`);
    return [];
  }
  const { status } = value;
  const told = {
    key,
    conversation,
    sender: pick(value, "senderId", "sender"),
    editedAt: value.editedAt,
    readBy: toUserIds(isFields(value.readBy) ? Object.keys(value.readBy) : value.readBy, reading),
    readByAll: status === "read",
    delivered: status === "delivered" || status === "read",
  };
  return toMessage(value, told, reading);
}

function ofConversation(id: string, fields: Fields, reading: Reading): Staged[] {
  for (const field of Object.keys(fields)) if (!known.has(field)) reading.note("column_not_read", `/conversations/*/${field}`);
  const metadata = isFields(fields.metadata) ? fields.metadata : {};
  const type = String(fields.type);
  const about = toContext(type, metadata[`${type}Id`], { title: metadata[`${type}Name`] }, reading);
  const title = pick(fields, "title", "name") ?? metadata.subject;
  return [...toConversation({ ...fields, id, title }, { context: about }, reading), ...membersOf(id, fields, reading)];
}

function membersOf(conversation: string, fields: Fields, reading: Reading): Staged[] {
  const [archivedBy, mutedBy, hiddenFrom] = [fields.archivedBy, fields.mutedBy, fields.hiddenFromInbox].map(
    (list) => new Set(toPeople(list).map(([key]) => key)),
  );
  const people = new Map([...toPeople(fields.participantIds), ...toPeople(fields.participants)]);
  return [...people].flatMap(([key, about]) => {
    const userId = toUserId(key, reading);
    if (userId === null) return [];
    const isArchived = archivedBy?.has(key) || hiddenFrom?.has(key) || about.hiddenFromInbox === true;
    return [toMember({ ...about, isArchived, isMuted: mutedBy?.has(key) }, { conversation, userId }, reading)];
  });
}

/** Firebase has no lists: people are an array of ids, an array of objects, or an object by id. */
function toPeople(value: unknown): [string, Fields][] {
  const entries = Array.isArray(value) ? value.map((each) => [undefined, each] as const) : isFields(value) ? Object.entries(value) : [];
  return entries.flatMap(([key, each]) => {
    if (each === false || each === null) return [];
    const fields = isFields(each) ? each : {};
    const id = pick(fields, "userId", "id", "uid") ?? key ?? (typeof each === "string" ? each : undefined);
    return typeof id === "string" ? [[id, fields] as [string, Fields]] : [];
  });
}
