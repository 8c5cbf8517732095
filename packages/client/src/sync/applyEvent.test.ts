import type { ParleyEvent } from "@parley/protocol";
import { expect, test } from "vitest";
import { aConversation, aMember, aMessage, anEntry, aState, at, aUser, conversationId } from "../../testing/fixtures.ts";
import type { ParleyState } from "../state.ts";
import { toWindow } from "../windows/window.ts";
import { applyEvent } from "./applyEvent.ts";
import type { ConversationEvent } from "./conversationEvent.ts";

const window = toWindow({ messages: [aMessage(1), aMessage(2)], quoted: [], hasOlder: false, hasNewer: false });
const held = aConversation({ rev: 2, lastSeq: 2, lastMessage: aMessage(2), me: { unread: 2 } });
const state: ParleyState = { ...aState(held), windows: { [conversationId]: window }, unread: { conversations: 1, messages: 2 } };

function after(before: ParleyState, ...events: ParleyEvent[]): ParleyState {
  return events.reduce((next, event) => applyEvent(next, event as ConversationEvent, "ada"), before);
}

function created(seq: number, change: Parameters<typeof aMessage>[1] = {}): ParleyEvent {
  return { name: "message.created", payload: { conversationId, rev: seq, message: aMessage(seq, change) } };
}

test("an event of a conversation that is not held changes nothing", () => {
  const empty = aState();
  expect(after(empty, created(1))).toBe(empty);
});

test("message.created moves the window, the last message, the activity, the unread count and the totals", () => {
  const next = after(state, created(3));
  expect(next.windows[conversationId]?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(next.conversations[conversationId]).toMatchObject({ rev: 3, lastSeq: 3, activityAt: at(3), lastMessage: { seq: 3 }, me: { unread: 3 } });
  expect(next.unread).toEqual({ conversations: 1, messages: 3 });
});

test("I11: message.created of one's own moves one's own marks, so that nothing is unread", () => {
  const next = after(state, created(3, { sender: aUser("ada") }));
  expect(next.conversations[conversationId]?.me).toMatchObject({ readSeq: 3, deliveredSeq: 3, unread: 0 });
  expect(next.conversations[conversationId]?.members[0]).toMatchObject({ readSeq: 3, deliveredSeq: 3 });
  expect(next.unread).toEqual({ conversations: 0, messages: 0 });
});

test("message.created replaces the echo of the same clientId", () => {
  const sending = { ...state, outbox: [anEntry("one"), anEntry("two")] };
  const next = after(sending, created(3, { sender: aUser("ada"), clientId: "one" }));
  expect(next.outbox.map((entry) => entry.clientId)).toEqual(["two"]);
});

test("message.created by somebody else does not take away an echo with the same clientId", () => {
  const sending = { ...state, outbox: [anEntry("one")] };
  expect(after(sending, created(3, { clientId: "one" })).outbox).toBe(sending.outbox);
});

test("an entry that the server took leaves the outbox when the history has reached its rev", () => {
  const taken = { ...state, outbox: [anEntry("one", { sent: aMessage(4) })] };
  expect(after(taken, created(3)).outbox).toHaveLength(1);
  expect(after(taken, created(3), created(4)).outbox).toHaveLength(0);
});

test("message.created ends its sender's typing", () => {
  const typing = { ...state, typing: { [conversationId]: [aUser("bob"), aUser("cleo")] } };
  expect(after(typing, created(3)).typing[conversationId]).toEqual([aUser("cleo")]);
});

test("a window that is not at the live end does not take new messages, the conversation does", () => {
  const away = { ...state, windows: { [conversationId]: { ...window, hasNewer: true } } };
  const next = after(away, created(3));
  expect(next.windows[conversationId]?.messages).toHaveLength(2);
  expect(next.conversations[conversationId]?.lastSeq).toBe(3);
});

test("an edit reaches the window, the last message and the quotes", () => {
  const reply = aMessage(3, { replyTo: aMessage(2).id });
  const quoting = after(state, { name: "message.created", payload: { conversationId, rev: 3, message: reply } });
  const message = aMessage(2, { rev: 4, text: "edited", version: 2 });
  const next = after(quoting, { name: "message.edited", payload: { conversationId, rev: 4, message } });
  expect(next.windows[conversationId]?.messages[1]).toBe(message);
  expect(next.windows[conversationId]?.quoted[message.id]).toBe(message);
  expect(next.conversations[conversationId]?.lastMessage).toBe(reply);
  const last = aMessage(3, { rev: 5, text: "", deletedAt: at(5) });
  expect(after(next, { name: "message.deleted", payload: { conversationId, rev: 5, message: last } }).conversations[conversationId]?.lastMessage).toBe(last);
});

test("conversation.updated takes title and members, but not the marks or a lastSeq that is ahead of the messages", () => {
  const read = aConversation({ ...held, members: [aMember("ada"), aMember("bob", { readSeq: 2, deliveredSeq: 2 })] });
  const { lastMessage: _, me: __, ...shared } = aConversation({ rev: 4, lastSeq: 3, title: "New", memberCount: 2 });
  const next = after(aState(read), { name: "conversation.updated", payload: { conversationId, rev: 3, conversation: shared } });
  expect(next.conversations[conversationId]).toMatchObject({ title: "New", rev: 3, lastSeq: 2, members: [{ readSeq: 0 }, { readSeq: 2 }] });
});

test("members come, change and go in the summary and in the full list", () => {
  const full = { ...state, members: { [conversationId]: held.members } };
  const added = after(full, { name: "member.added", payload: { conversationId, rev: 3, memberCount: 3, members: [aMember("cleo")] } });
  expect(added.members[conversationId]?.map(({ user }) => user.id)).toEqual(["ada", "bob", "cleo"]);
  expect(added.conversations[conversationId]).toMatchObject({ memberCount: 3, members: [{}, {}, { user: { id: "cleo" } }] });
  const member = aMember("ada", { role: "admin" });
  const raised = after(added, { name: "member.updated", payload: { conversationId, rev: 4, member } });
  expect(raised.conversations[conversationId]?.me.role).toBe("admin");
  expect(raised.members[conversationId]?.[0]).toBe(member);
  const removed = after(raised, { name: "member.removed", payload: { conversationId, rev: 5, memberCount: 2, userId: "bob" } });
  expect(removed.members[conversationId]?.map(({ user }) => user.id)).toEqual(["ada", "cleo"]);
});

test("one's own removal takes everything of the conversation out of the store", () => {
  const full = { ...state, outbox: [anEntry("one")], members: { [conversationId]: held.members }, typing: { [conversationId]: [aUser("bob")] } };
  const next = after(full, { name: "member.removed", payload: { conversationId, rev: 3, memberCount: 1, userId: "ada" } });
  expect(next).toMatchObject({ conversations: {}, windows: {}, members: {}, typing: {}, outbox: [], unread: { conversations: 0, messages: 0 } });
  expect(next.lists.active.ids).toEqual([]);
});

test("I11: marks never move back", () => {
  const forward: ParleyEvent = { name: "receipt.updated", payload: { conversationId, userId: "bob", readSeq: 2, deliveredSeq: 2 } };
  const back: ParleyEvent = { name: "receipt.updated", payload: { conversationId, userId: "bob", readSeq: 1, deliveredSeq: 1 } };
  const next = after(state, forward);
  expect(next.conversations[conversationId]?.members[1]).toMatchObject({ readSeq: 2, deliveredSeq: 2 });
  expect(after(next, back)).toEqual(next);
});

test("membership.updated with a lower version changes no settings, a higher one does", () => {
  const pinned = { ...held.me, pinned: true, version: 3 };
  const next = after(state, { name: "membership.updated", payload: { conversationId, membership: pinned } });
  expect(next.conversations[conversationId]?.me.pinned).toBe(true);
  const late = { ...held.me, pinned: false, readSeq: 1, version: 2 };
  expect(after(next, { name: "membership.updated", payload: { conversationId, membership: late } }).conversations[conversationId]?.me).toMatchObject({
    pinned: true,
    readSeq: 1,
    unread: 1,
    version: 3,
  });
});
