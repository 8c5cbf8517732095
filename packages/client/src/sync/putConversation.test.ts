import { expect, test } from "vitest";
import { aConversation, aState, at } from "../../testing/fixtures.ts";
import type { ParleyState } from "../state.ts";
import { dropConversation, putConversation } from "./putConversation.ts";

const one = aConversation({ id: "1", activityAt: at(1) });
const two = aConversation({ id: "2", activityAt: at(2) });
const three = aConversation({ id: "3", activityAt: at(3), lastSeq: 5, me: { readSeq: 2, unread: 3 } });
const state: ParleyState = { ...aState(three, two, one), unread: { conversations: 1, messages: 3 } };

/** Not all active conversations are loaded: the rest is only in the server's total. */
const partly: ParleyState = {
  ...state,
  unread: { conversations: 11, messages: 103 },
  lists: { ...state.lists, active: { ...state.lists.active, nextCursor: "more", floor: { activityAt: at(1), id: "1" } } },
};

test("new activity moves a conversation to the top, below the pinned ones", () => {
  const pinned = putConversation(state, { ...two, me: { ...two.me, pinned: true } });
  expect(pinned.lists.active.ids).toEqual(["2", "3", "1"]);
  expect(putConversation(pinned, { ...one, activityAt: at(9) }).lists.active.ids).toEqual(["2", "1", "3"]);
});

test("a list keeps its identity when the order stays", () => {
  expect(putConversation(state, { ...three, title: "New" }).lists.active).toBe(state.lists.active);
});

test("equal activity is ordered by id, as on the server", () => {
  expect(putConversation(state, { ...one, activityAt: at(3) }).lists.active.ids).toEqual(["3", "1", "2"]);
});

test("archiving moves it between the lists that are loaded, and out of the totals", () => {
  const both = { ...state, lists: { ...state.lists, archived: { ...state.lists.archived, loaded: true } } };
  const next = putConversation(both, { ...three, me: { ...three.me, archived: true } });
  expect([next.lists.active.ids, next.lists.archived.ids]).toEqual([["2", "1"], ["3"]]);
  expect(next.unread).toEqual({ conversations: 0, messages: 0 });
});

test("what lies below the loaded part of a list stays out until it is loaded", () => {
  const old = aConversation({ id: "0", activityAt: at(0) });
  expect(putConversation(partly, old).lists.active.ids).toEqual(["3", "2", "1"]);
  expect(putConversation(partly, { ...old, activityAt: at(8) }).lists.active.ids[0]).toBe("0");
  expect(putConversation(state, old).lists.active.ids).toEqual(["3", "2", "1", "0"]);
});

test("I11: totals follow what is held, and what is not held stays counted", () => {
  const read = { ...three, me: { ...three.me, readSeq: 5, unread: 0 } };
  expect(putConversation(state, read).unread).toEqual({ conversations: 0, messages: 0 });
  expect(putConversation(partly, read).unread).toEqual({ conversations: 10, messages: 100 });
  expect(dropConversation(partly, "3").unread).toEqual({ conversations: 10, messages: 100 });
});
