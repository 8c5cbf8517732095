import type { Message } from "@parley/protocol";
import { type Case, tell } from "../case.ts";
import type { StoredMessage, Violation } from "../evidence.ts";
import type { Attempt } from "../history.ts";

/** I10: each change makes the next version, the last one stays, and what was deleted is nowhere. */
export function checkVersions({ attempts, conversations, heard, views }: Case): Violation[] {
  const violations: Violation[] = [];
  const changes = Map.groupBy(
    attempts.filter(({ kind, outcome }) => (kind === "edit" || kind === "delete") && outcome !== "fail"),
    ({ conversationId, seq }) => `${conversationId}.${seq}`,
  );
  for (const [id, made] of changes) {
    const [conversationId = "", seq] = id.split(".");
    const stored = conversations.get(conversationId)?.messages[Number(seq) - 1];
    if (stored !== undefined) for (const what of faultsOf(made, stored)) violations.push({ invariant: "I10", what: `message ${id}: ${what}` });
  }

  const texts = new Map<string, string>();
  const deletedFrom = new Map<string, number>();
  for (const [id, { messages }] of conversations)
    for (const { seq, version, text, deleted } of messages) {
      texts.set(`${id}.${seq} ${version}`, text);
      if (deleted) deletedFrom.set(`${id}.${seq}`, version);
    }
  const see = (where: string, { id, version, text, deletedAt }: Message) => {
    const known = texts.get(`${id} ${version}`) ?? text;
    texts.set(`${id} ${version}`, text);
    if (known !== text)
      violations.push({ invariant: "I10", what: `${where}: version ${version} of ${id} is ${JSON.stringify(text)} here, ${JSON.stringify(known)} elsewhere` });
    const gone = version >= (deletedFrom.get(id) ?? Number.POSITIVE_INFINITY) || deletedAt !== null;
    if (gone && text !== "") violations.push({ invariant: "I10", what: `${where}: ${id} is deleted and still says ${JSON.stringify(text)}` });
  };
  for (const { device, event } of heard) if ("message" in event.payload) see(`heard by ${device}`, event.payload.message);
  for (const attempt of attempts) if (attempt.message) see(`answered to ${attempt.device}`, attempt.message);
  for (const { device, conversations: held } of views)
    for (const { messages } of Object.values(held)) for (const message of messages) see(`held by ${device}`, message);
  for (const [id, { messages }] of conversations)
    for (const { seq, deleted, text } of messages)
      if (deleted && text !== "") violations.push({ invariant: "I10", what: `${id}.${seq} is deleted and its text is still stored` });
  return violations;
}

function faultsOf(changes: Attempt[], stored: StoredMessage): string[] {
  const faults: string[] = [];
  const edits = changes.filter(({ kind }) => kind === "edit");
  const done = edits.filter(({ outcome }) => outcome === "ok");
  const versions = new Map<number, Attempt>();
  for (const edit of done) {
    const version = edit.message?.version ?? 0;
    if (versions.has(version)) faults.push(`two edits are version ${version}: ${tell(edit)}`);
    versions.set(version, edit);
    if (edit.expectedVersion !== undefined && version !== edit.expectedVersion + 1)
      faults.push(`version ${version} was made of another version than ${edit.expectedVersion}: ${tell(edit)}`);
    const earlier = done.find((other) => other.endedAt < edit.invokedAt && (other.message?.version ?? 0) >= version);
    if (earlier !== undefined) faults.push(`version ${version} came after ${earlier.message?.version}: ${tell(edit)}`);
  }
  const removals = changes.filter(({ kind }) => kind === "delete");
  const removed = removals.find(({ outcome }) => outcome === "ok");
  if (removed !== undefined && !stored.deleted) faults.push(`it is not deleted: ${tell(removed)}`);
  if (removals.length === 0 && stored.deleted) faults.push("nobody deleted it");

  const highest = Math.max(1, ...versions.keys()) + (removed === undefined ? 0 : 1);
  const most = 1 + edits.length + (removals.length > 0 ? 1 : 0);
  if (stored.version < 1 + done.length + (removed === undefined ? 0 : 1) || stored.version < highest || stored.version > most)
    faults.push(`${done.length} of ${edits.length} edits were acknowledged and it is version ${stored.version}`);
  const winner = versions.get(stored.version);
  if (!stored.deleted && winner !== undefined && winner.text !== stored.text) faults.push(`the last edit is not what is stored: ${tell(winner)}`);
  if (!stored.deleted && winner === undefined && edits.every(({ outcome }) => outcome === "ok") && stored.version > 1)
    faults.push(`version ${stored.version} is nobody's edit`);
  return faults;
}
