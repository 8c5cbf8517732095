import { expect, test } from "vitest";
import { aConversation, aMember, aMessage, anEntry, aState, aUser, conversationId } from "../testing/fixtures.ts";
import type { ParleyState } from "./state.ts";
import { timeline } from "./timeline.ts";
import { toWindow } from "./windows/window.ts";

const own = (seq: number) => aMessage(seq, { sender: aUser("ada"), clientId: `client ${seq}` });
const messages = [aMessage(1), own(2), own(3), own(4)];
const members = [aMember("ada"), aMember("bob", { readSeq: 2, deliveredSeq: 3 })];
const state: ParleyState = {
  ...aState(aConversation({ members, lastSeq: 4 })),
  windows: { [conversationId]: toWindow({ messages, quoted: [], hasOlder: false, hasNewer: false }) },
};

const statuses = (next: ParleyState) => timeline(next, conversationId).map((item) => item.status);

test("a conversation that is not loaded shows what is being sent", () => {
  const next = { ...aState(), outbox: [anEntry("one"), anEntry("other", { conversationId: "other" })] };
  expect(timeline(next, conversationId).map((item) => item.key)).toEqual(["one"]);
  expect(timeline(next, conversationId)).toBe(timeline(next, conversationId));
});

test("own messages are read, delivered or sent, others have no status", () => {
  expect(statuses(state)).toEqual([null, "read", "delivered", "sent"]);
});

test("in a group a message is read when everybody else has read it", () => {
  const three = [...members, aMember("cleo", { readSeq: 4, deliveredSeq: 4 })];
  const group = aConversation({ type: "group", memberCount: 3, members: three, lastSeq: 4 });
  expect(statuses({ ...state, conversations: { [conversationId]: group } })).toEqual([null, "read", "delivered", "sent"]);
});

test("without all members' marks nothing is claimed beyond sent", () => {
  const large = aConversation({ type: "group", memberCount: 300, members, lastSeq: 4 });
  expect(statuses({ ...state, conversations: { [conversationId]: large } })).toEqual([null, "sent", "sent", "sent"]);
});

test("an entry keeps its key when it becomes a message", () => {
  const pending = { ...state, outbox: [anEntry("one")] };
  expect(timeline(pending, conversationId).at(-1)).toMatchObject({ kind: "pending", key: "one", status: "sending" });
  const sent = { ...state, outbox: [anEntry("one", { sent: aMessage(5, { sender: aUser("ada"), clientId: "one" }) })] };
  expect(timeline(sent, conversationId).at(-1)).toMatchObject({ kind: "message", key: "one", status: "sent" });
});

test("other people's client ids are not keys: they need not be unique", () => {
  const window = toWindow({ messages: [aMessage(1, { clientId: "x" })], quoted: [], hasOlder: false, hasNewer: false });
  expect(timeline({ ...state, windows: { [conversationId]: window } }, conversationId)[0]?.key).toBe(aMessage(1).id);
});

test("the array is the same when nothing in it changed, and so is each item", () => {
  const items = timeline(state, conversationId);
  const elsewhere = { ...state, outbox: [anEntry("one", { conversationId: "other" })] };
  expect(timeline(elsewhere, conversationId)).toBe(items);
  const renamed = { ...state, conversations: { [conversationId]: aConversation({ members, lastSeq: 4, title: "New" }) } };
  expect(timeline(renamed, conversationId)).toBe(items);
  const window = toWindow({ messages: [...messages, aMessage(5)], quoted: [], hasOlder: false, hasNewer: false });
  const longer = timeline({ ...state, windows: { [conversationId]: window } }, conversationId);
  expect(longer.slice(0, 4).every((item, index) => item === items[index])).toBe(true);
});

test("what is being sent does not stand beside older messages", () => {
  const away = { ...(state.windows[conversationId] ?? toWindow({ messages, quoted: [], hasOlder: false, hasNewer: true })), hasNewer: true };
  const next = { ...state, outbox: [anEntry("one")], windows: { [conversationId]: { ...away, messages: [...messages] } } };
  expect(timeline(next, conversationId)).toHaveLength(4);
});
