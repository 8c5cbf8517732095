import { expect, test } from "vitest";
import { attempt, created, evidence, group, groupId, heard, message, sent, stored, view } from "./check.fixture.ts";
import { check } from "./check.ts";
import type { Evidence, StoredMessage } from "./evidence.ts";

const found = (given: Evidence) => [...new Set(check(given).map(({ invariant }) => invariant))];
const notice = (kind: "members_added" | "member_removed", id: string): Partial<StoredMessage> => {
  const user = { id, name: id, imageUrl: null };
  return { type: "system", clientId: null, text: "", notice: kind === "members_added" ? { kind, users: [user] } : { kind, user } };
};

test("a history in which nothing went wrong has no violation", () => {
  expect(check(evidence())).toEqual([]);
});

test("a violation names the operation", () => {
  const [first] = check(evidence([stored(1)], { attempts: [sent(1), sent(2)], heard: [] }));
  expect(first?.invariant).toBe("I1");
  expect(first?.what).toContain(`ada's phone: send c2 "text 2" in ${groupId}`);
});

test("I1 an acknowledged message that is not stored, or that a fresh device does not get", () => {
  expect(found(evidence([stored(1)], { heard: [] }))).toContain("I1");
  const truth = group([stored(1), stored(2)]);
  expect(found(evidence(undefined, { views: [view("bob", truth, { fresh: true, messages: [message(1)] })] }))).toContain("I1");
});

test("I2 two messages of one clientId, or a retry that is answered differently", () => {
  const twice = evidence([stored(1), stored(2, { clientId: "c1", text: "text 1" })], { attempts: [sent(1), sent(1)], heard: [] });
  expect(found(twice)).toContain("I2");
  const later = message(2, { createdAt: "2030-01-01T00:00:01.000Z" });
  expect(found(evidence(undefined, { attempts: [sent(1), sent(2), sent(2, { message: later })] }))).toContain("I2");
});

test("I2 F13 another text under a clientId that was taken", () => {
  const again = sent(1, { text: "another", reused: true });
  expect(found(evidence(undefined, { attempts: [sent(1), sent(2), again] }))).toEqual(["I2"]);
  const { message: _, ...refused } = { ...again, outcome: "fail" as const };
  expect(found(evidence(undefined, { attempts: [sent(1), sent(2), refused] }))).toEqual([]);
});

test("I2 I3 what is in doubt may be there once or not at all", () => {
  const doubtful = { outcome: "info" as const, endedAt: Number.POSITIVE_INFINITY };
  const { message: _, ...second } = sent(2, doubtful);
  expect(found(evidence(undefined, { attempts: [sent(1), second] }))).toEqual([]);
  expect(found(evidence([stored(1)], { attempts: [sent(1), second], heard: [] }))).toEqual([]);
});

test("I3 a message that nobody sent, that was refused, or that says something else", () => {
  expect(found(evidence(undefined, { attempts: [sent(1)] }))).toEqual(["I3"]);
  const { message: _, ...refused } = sent(2, { outcome: "fail", code: "not_found" });
  expect(found(evidence(undefined, { attempts: [sent(1), refused] }))).toEqual(["I3"]);
  expect(
    found(evidence([stored(1), stored(2, { text: "other" })], { heard: [heard("bob", created(1))], attempts: [sent(1), { ...refused, outcome: "info" }] })),
  ).toEqual(["I3"]);
});

test("I4 a gap, and one seq that is two messages to two devices", () => {
  expect(found(evidence([stored(1), stored(3)]))).toContain("I4");
  expect(found(evidence(undefined, { heard: [heard("bob", created(2, { clientId: "c9" }))] }))).toEqual(["I4"]);
});

test("I5 what was asked after an acknowledgement comes after it, and a device's own order is kept", () => {
  expect(found(evidence(undefined, { attempts: [sent(1, { invokedAt: 50, endedAt: 51 }), sent(2)] }))).toEqual(["I5"]);
  const pipelined = [sent(1, { invokedAt: 6, endedAt: 9, lane: "socket" }), sent(2, { invokedAt: 5, endedAt: 10, lane: "socket" })];
  expect(found(evidence(undefined, { attempts: pipelined }))).toEqual(["I5"]);
  expect(found(evidence(undefined, { attempts: pipelined.map(({ lane: _, ...rest }) => rest) }))).toEqual([]);
});

test("I7 I8 a device that holds something else than a fresh one", () => {
  const truth = group([stored(1), stored(2)]);
  const fresh = view("bob", truth, { device: "new", fresh: true });
  const stale = { messages: [message(1), message(2, { version: 2 })] };
  expect(found(evidence(undefined, { views: [fresh, view("bob", truth, stale)] }))).toEqual(["I7"]);
  expect(found(evidence(undefined, { views: [fresh, view("bob", truth, { messages: [message(1)], fromCursor: true })] }))).toEqual(["I8"]);
  expect(found(evidence(undefined, { views: [fresh, view("bob", truth, { conversations: {} })] }))).toEqual(["I7"]);
});

test("I10 an edit that is gone, a version twice, and a deleted text that is still told", () => {
  const edit = (version: number, text: string, at: number) =>
    attempt("edit", at, { seq: 2, text, message: message(2, { rev: at, version, text, changed: true }) });
  const edited = (version: number, text: string) => [stored(1), stored(2, { rev: 40, version, text, changed: true })];
  expect(found(evidence(edited(3, "b"), { attempts: [sent(1), sent(2), edit(2, "a", 30), edit(3, "b", 40)] }))).toEqual([]);
  expect(found(evidence(edited(3, "a"), { attempts: [sent(1), sent(2), edit(2, "a", 30), edit(3, "b", 40)] }))).toContain("I10");
  expect(found(evidence(edited(2, "b"), { attempts: [sent(1), sent(2), edit(2, "b", 30), edit(2, "b", 40)] }))).toEqual(["I10"]);

  const removed = { rev: 40, version: 2, text: "", deleted: true, changed: true };
  const remove = attempt("delete", 40, { seq: 2, message: message(2, removed) });
  const deleted = evidence([stored(1), stored(2, removed)], { attempts: [sent(1), sent(2), remove] });
  expect(found(deleted)).toEqual([]);
  expect(found({ ...deleted, heard: [heard("bob", created(2, { ...removed, text: "text 2" }))] })).toEqual(["I10"]);
});

test("I11 a mark that goes back, and unread that is no recount", () => {
  const read = (readSeq: number, at: number) => attempt("read", at, { seq: readSeq, readSeq });
  expect(found(evidence(undefined, { attempts: [sent(1), sent(2), read(1, 30), read(2, 40)] }))).toEqual([]);
  expect(found(evidence(undefined, { attempts: [sent(1), sent(2), read(2, 30), read(1, 40)] }))).toEqual(["I11"]);
  expect(found(evidence(undefined, { attempts: [sent(1), sent(2), read(3, 30)] }))).toEqual(["I11"]);
  const truth = group([stored(1), stored(2)]);
  expect(found(evidence(undefined, { views: [view("bob", truth, { unread: { conversations: 1, messages: 1 } })] }))).toEqual(["I11"]);
});

test("I13 I21 somebody who was removed hears nothing more, and does nothing more", () => {
  // Message 2 says that bob was removed; the event of it had rev 2. Message 3 came after.
  const messages = [stored(1), stored(2, { rev: 3, ...notice("member_removed", "bob") }), stored(3, { rev: 4 })];
  const truth = group(messages);
  const [ada, bob] = truth.members;
  Object.assign(bob ?? {}, { present: false });
  const views = [view("ada", truth)];
  const told = (rev: number) => heard("bob", { name: "member.removed", payload: { conversationId: groupId, rev, memberCount: 1, userId: "bob" } });
  const given = { attempts: [sent(1), sent(3, { message: message(3, { rev: 4 }) })], views, truth: [truth] };
  expect(ada?.present).toBe(true);
  expect(found(evidence(messages, { ...given, heard: [told(2)] }))).toEqual([]);
  expect(found(evidence(messages, { ...given, heard: [told(2), heard("bob", created(3, { rev: 4 }))] }))).toEqual(["I13"]);
  expect(found(evidence(messages, { ...given, heard: [], views: [...views, view("bob", truth)] }))).toContain("I7");

  const edited = { rev: 5, version: 2, text: "mine", changed: true };
  const edit = attempt("edit", 90, { user: "bob", seq: 1, text: "mine", message: message(1, { senderId: "bob", ...edited }) });
  const after = group([stored(1, { senderId: "bob", ...edited }), ...messages.slice(1)], { members: truth.members });
  const asked = [sent(1, { user: "bob", message: message(1, { senderId: "bob" }) }), sent(3, { message: message(3, { rev: 4 }) }), edit];
  expect(found({ attempts: asked, heard: [], views: [], truth: [after] })).toEqual(["I21"]);
});

test("I13 a newcomer hears nothing from before, unless invited and told again after a crash", () => {
  const messages = [stored(1), stored(2, { rev: 3, ...notice("members_added", "bob") })];
  const given = { attempts: [sent(1)], views: [], heard: [heard("bob", created(1))] };
  expect(found(evidence(messages, given))).toEqual(["I13"]);
  const invited = attempt("addMember", 500, { otherId: "bob" });
  expect(found(evidence(messages, { ...given, attempts: [sent(1), invited] }))).toEqual([]);
});

test("I14 a pair with two direct conversations", () => {
  const one = group([], { id: "one", type: "direct" });
  const other = group([], { id: "other", type: "direct" });
  const ask = (conversationId: string) => attempt("direct", 1, { conversationId, otherId: "bob" });
  expect(found({ attempts: [ask("one")], heard: [], views: [], truth: [one] })).toEqual([]);
  expect(found({ attempts: [ask("one"), ask("other")], heard: [], views: [], truth: [one, other] })).toEqual(["I14"]);
});
