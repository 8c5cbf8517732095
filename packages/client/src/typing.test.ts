import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aUser, conversationId } from "../testing/fixtures.ts";
import type { Call } from "./calls/call.ts";
import { createParleyStore } from "./state.ts";
import { createTyping } from "./typing.ts";

function setUp() {
  const told: string[] = [];
  const store = createParleyStore();
  store.setState({ connection: "online" });
  const call = (async (name: string) => void told.push(name)) as unknown as Call;
  return { told, store, typing: createTyping(store, call) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("nothing is told while offline", () => {
  const { told, store, typing } = setUp();
  store.setState({ connection: "offline" });
  typing.typed(conversationId);
  expect(told).toEqual([]);
});

test("typing is told at most every 3 s, and its end 5 s after the last key", async () => {
  const { told, typing } = setUp();
  for (let tenths = 0; tenths < 70; tenths += 1) {
    typing.typed(conversationId);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(told).toEqual(["typing.start", "typing.start", "typing.start"]);
  await vi.advanceTimersByTimeAsync(4899);
  expect(told).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(told.at(-1)).toBe("typing.stop");
});

test("sending ends it at once, and only once", async () => {
  const { told, typing } = setUp();
  typing.typed(conversationId);
  typing.stop(conversationId);
  typing.stop(conversationId);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["typing.start", "typing.stop"]);
});

test("I17: a typist whose end never arrives is forgotten", async () => {
  const { store, typing } = setUp();
  typing.changed({ conversationId, user: aUser("bob"), typing: true });
  typing.changed({ conversationId, user: aUser("cleo"), typing: true });
  typing.changed({ conversationId, user: aUser("bob"), typing: false });
  expect(store.getState().typing[conversationId]).toEqual([aUser("cleo")]);
  await vi.advanceTimersByTimeAsync(6000);
  expect(store.getState().typing).toEqual({});
});
