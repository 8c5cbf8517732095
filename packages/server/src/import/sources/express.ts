import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Fields, pick, toFlag, toUserId } from "../fields.ts";
import type { Staged } from "../records.ts";
import { ImportRefused, type Reading, type Source } from "../source.ts";
import { jsonLines } from "./jsonLines.ts";
import { toMessage } from "./message.ts";
import { toPerson } from "./person.ts";

/**
 * Two collections. Messages go from one person to another, and a conversation
 * is what two people wrote: its old id is theirs, in order, joined by a colon.
 */
export async function openExpress(reading: Reading): Promise<Source> {
  const users = await findCollection(reading.from, "users");
  const messages = await findCollection(reading.from, "messages");
  return {
    fingerprint: `${users.version} ${messages.version}`,
    parts: [
      await jsonLines("users", users.path, reading, (document) => toPerson(document, reading)),
      await jsonLines("messages", messages.path, reading, (document) => ofMessage(document, reading)),
    ],
    close: async () => {},
  };
}

async function findCollection(directory: string, name: string): Promise<{ path: string; version: string }> {
  for (const ending of ["jsonl", "ndjson", "json"]) {
    try {
      const path = await realpath(join(directory, `${name}.${ending}`));
      const { size, mtimeMs } = await stat(path);
      return { path, version: `${path} ${size} ${mtimeMs}` };
    } catch {}
  }
  throw new ImportRefused(
    `--from is to be a directory with users.jsonl and messages.jsonl, as mongoexport writes them: ${join(directory, name)}.jsonl is not there.`,
  );
}

function ofMessage(document: Fields, reading: Reading): Staged[] {
  const sender = pick(document, "sender", "senderId", "from");
  const [one, other] = [toUserId(sender, reading), toUserId(pick(document, "receiver", "receiverId", "recipient", "recipientId", "to"), reading)];
  const pair =
    one === null || other === null
      ? null
      : [one, other]
          .map((id) => id.slice(reading.userPrefix.length))
          .sort()
          .join(":");
  const edited = toFlag(pick(document, "isEdited", "edited")) ? pick(document, "editedAt", "updatedAt", "createdAt") : document.editedAt;
  const read = toFlag(pick(document, "isRead", "read")) || pick(document, "readAt") !== undefined || document.status === "read";
  return toMessage(document, { conversation: pair, sender, peer: other, editedAt: edited, readByAll: read }, reading);
}
