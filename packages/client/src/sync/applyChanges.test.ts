import { expect, test } from "vitest";
import { aConversation, aMember, aMessage, anEntry, aState, at, conversationId } from "../../testing/fixtures.ts";
import type { ParleyState } from "../state.ts";
import { toWindow } from "../windows/window.ts";
import { applyChanges, type Changes } from "./applyChanges.ts";

const window = toWindow({ messages: [aMessage(1), aMessage(2)], quoted: [], hasOlder: false, hasNewer: false });
const members = [aMember("ada"), aMember("bob"), aMember("cleo")];
const held = aConversation({ type: "group", rev: 2, lastSeq: 2, memberCount: 3, members, lastMessage: aMessage(2), me: { unread: 2 } });
const state: ParleyState = { ...aState(held), windows: { [conversationId]: window }, members: { [conversationId]: members } };

function someChanges(change: Partial<Changes> = {}): Changes {
  const conversation = aConversation({ ...held, rev: 6, lastSeq: 4, lastMessage: aMessage(4, { rev: 6 }) });
  return { conversation, messages: [], members: [], marks: [], rev: 6, seq: 4, ...change };
}

test("an older difference changes nothing", () => {
  const newer = { ...state, conversations: { [conversationId]: { ...held, rev: 7 } } };
  expect(applyChanges(newer, someChanges(), "ada")).toBe(newer);
});

test("I8: new messages that come by rev stand by seq, changed ones are replaced", () => {
  const messages = [aMessage(1, { rev: 3, text: "edited" }), aMessage(4, { rev: 5 }), aMessage(3, { rev: 6, text: "" })];
  const next = applyChanges(state, someChanges({ messages }), "ada");
  expect(next.windows[conversationId]?.messages.map(({ seq, rev }) => [seq, rev])).toEqual([
    [1, 3],
    [2, 2],
    [3, 6],
    [4, 5],
  ]);
  expect(next.conversations[conversationId]).toMatchObject({ rev: 6, lastSeq: 4, me: { unread: 4 } });
});

test("what is complete is the difference's rev, not that of a snapshot ahead of it", () => {
  const ahead = aConversation({ ...held, rev: 9, lastSeq: 7 });
  expect(applyChanges(state, someChanges({ conversation: ahead }), "ada").conversations[conversationId]).toMatchObject({ rev: 6, lastSeq: 4 });
});

test("members who left go, new ones come last, and who left and came back stands last", () => {
  const changed = [aMember("bob", { leftAt: at(3) }), aMember("dora", { joinedAt: at(4) }), aMember("ada", { joinedAt: at(5) })];
  const next = applyChanges(state, someChanges({ members: changed }), "ada");
  expect(next.members[conversationId]?.map(({ user }) => user.id)).toEqual(["cleo", "dora", "ada"]);
});

test("I7 a member whom several pages tell of stands once, as in the last of them", () => {
  const dora = aMember("dora", { joinedAt: at(4) });
  const back = aMember("bob", { joinedAt: at(6) });
  const pages = [aMember("bob", { leftAt: at(3) }), dora, dora, back, back];
  const next = applyChanges(state, someChanges({ members: pages }), "ada");
  expect(next.members[conversationId]).toEqual([members[0], members[2], dora, back]);
});

test("I11: marks only move forward", () => {
  const read = applyChanges(state, someChanges({ marks: [{ userId: "bob", readSeq: 2, deliveredSeq: 3 }] }), "ada");
  const again = applyChanges(read, someChanges({ marks: [{ userId: "bob", readSeq: 1, deliveredSeq: 1 }] }), "ada");
  for (const next of [read, again]) {
    expect(next.members[conversationId]?.[1]).toMatchObject({ readSeq: 2, deliveredSeq: 3 });
    expect(next.conversations[conversationId]?.members[1]).toMatchObject({ readSeq: 2, deliveredSeq: 3 });
  }
});

test("entries that are in the difference, or whose rev it passes, leave the outbox", () => {
  const sending = { ...state, outbox: [anEntry("one"), anEntry("two", { sent: aMessage(4, { rev: 6 }) }), anEntry("three")] };
  const next = applyChanges(sending, someChanges({ messages: [aMessage(3, { clientId: "one" })] }), "ada");
  expect(next.outbox.map((entry) => entry.clientId)).toEqual(["three"]);
});
