import { expect, test } from "vitest";
import { aMessage } from "../../testing/fixtures.ts";
import type { MessageWindow } from "../state.ts";
import { addQuoted, appendPage, placeMessage, prependPage, toWindow, unknownQuoted, unloadedWindow, windowMessages } from "./window.ts";

function messages(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, index) => aMessage(from + index));
}

function aWindow(from: number, to: number, change: Partial<MessageWindow> = {}): MessageWindow {
  return { ...toWindow({ messages: messages(from, to), quoted: [], hasOlder: from > 1, hasNewer: false }), ...change };
}

const seqs = (window: MessageWindow) => window.messages.map((message) => message.seq);

test("a window that is not loaded takes no live message", () => {
  expect(placeMessage(unloadedWindow, aMessage(7))).toBe(unloadedWindow);
});

test("the first message of an empty conversation is taken, whatever its seq", () => {
  const empty = toWindow({ messages: [], quoted: [], hasOlder: false, hasNewer: false });
  expect(seqs(placeMessage(empty, aMessage(7)))).toEqual([7]);
});

test("I4: a message that would leave a hole is not taken", () => {
  const window = aWindow(1, 3);
  expect(placeMessage(window, aMessage(5))).toBe(window);
  expect(seqs(placeMessage(window, aMessage(4)))).toEqual([1, 2, 3, 4]);
});

test("a newer version replaces, an older one does not", () => {
  const edited = aMessage(2, { rev: 9, text: "edited" });
  const window = placeMessage(aWindow(1, 3), edited);
  expect(window.messages[1]).toBe(edited);
  expect(placeMessage(window, aMessage(2))).toBe(window);
});

test("live messages keep the window bounded: the oldest go", () => {
  const window = placeMessage(aWindow(1, windowMessages), aMessage(windowMessages + 1));
  expect(window.messages.length).toBeLessThanOrEqual(windowMessages);
  expect(window).toMatchObject({ hasOlder: true, hasNewer: false });
  expect(window.messages.at(-1)?.seq).toBe(windowMessages + 1);
});

test("an older page keeps the window bounded: the newest go, and with them the live end", () => {
  const page = { messages: messages(1, 50), quoted: [], hasOlder: false, hasNewer: true };
  const window = prependPage(aWindow(51, 50 + windowMessages), page);
  expect(window).toMatchObject({ hasOlder: false, hasNewer: true });
  expect([window.messages.length, window.messages[0]?.seq]).toEqual([windowMessages, 1]);
});

test("a newer page keeps the window bounded: the oldest go", () => {
  const page = { messages: messages(401, 450), quoted: [], hasOlder: true, hasNewer: false };
  const window = appendPage(aWindow(1, 400, { hasNewer: true }), page);
  expect(window).toMatchObject({ hasOlder: true, hasNewer: false });
  expect([window.messages[0]?.seq, window.messages.at(-1)?.seq]).toEqual([51, 450]);
});

test("quoted holds what is replied to, inside the window and outside, in its newest version", () => {
  const outside = aMessage(1, { text: "outside" });
  const reply = aMessage(11, { replyTo: outside.id });
  const window = toWindow({ messages: [...messages(10, 10), reply], quoted: [outside], hasOlder: true, hasNewer: false });
  expect(Object.keys(window.quoted)).toEqual([outside.id]);
  const next = placeMessage(window, aMessage(12, { replyTo: aMessage(10).id }));
  expect(next.quoted[aMessage(10).id]).toBe(window.messages[0]);
  const deleted = aMessage(1, { rev: 13, text: "" });
  expect(placeMessage(next, deleted).quoted[outside.id]).toBe(deleted);
});

test("a reply to what is not known asks for it once", () => {
  const window = placeMessage(placeMessage(aWindow(10, 10), aMessage(11, { replyTo: aMessage(2).id })), aMessage(12, { replyTo: aMessage(2).id }));
  expect(unknownQuoted(window)).toEqual([aMessage(2).id]);
  expect(unknownQuoted(addQuoted(window, [aMessage(2)]))).toEqual([]);
});
