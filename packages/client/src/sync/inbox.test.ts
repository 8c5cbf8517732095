import type { ParleyEvent } from "@parley/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aMessage, conversationId } from "../../testing/fixtures.ts";
import type { ConversationEvent } from "./conversationEvent.ts";
import { createInbox } from "./inbox.ts";

/** What is held is a number; applying an event raises it, catching up raises it to what the server has. */
function setUp(held: number | undefined) {
  const world = {
    rev: held as number | undefined,
    applied: [] as number[],
    server: 0,
    catchUps: 0,
    catchUp: async (): Promise<"complete" | "gone"> => "complete",
  };
  const inbox = createInbox({
    meId: () => "ada",
    heldRev: () => world.rev,
    apply(event) {
      const { rev } = event.payload as { rev: number };
      world.applied.push(rev);
      world.rev = event.name === "member.removed" ? undefined : rev;
    },
    async catchUp() {
      world.catchUps += 1;
      const outcome = await world.catchUp();
      world.rev = outcome === "gone" ? undefined : Math.max(world.server, world.rev ?? 0);
      return outcome;
    },
  });
  return { world, inbox };
}

function event(rev: number): ConversationEvent {
  return { name: "message.created", payload: { conversationId, rev, message: aMessage(rev) } };
}

function removal(rev: number): ConversationEvent {
  const removed: ParleyEvent = { name: "member.removed", payload: { conversationId, rev, memberCount: 1, userId: "ada" } };
  return removed as ConversationEvent;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("duplicates are ignored", () => {
  const { world, inbox } = setUp(2);
  for (const rev of [1, 2, 3, 3, 2]) inbox.receive(event(rev));
  expect(world.applied).toEqual([3]);
});

test("swapped neighbours are applied in order, without asking the server", async () => {
  const { world, inbox } = setUp(0);
  for (const rev of [2, 1, 4, 3]) inbox.receive(event(rev));
  expect(world.applied).toEqual([1, 2, 3, 4]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world.catchUps).toBe(0);
});

test("I8: a gap is held for half a second, then the difference is fetched and what is newer applied", async () => {
  const { world, inbox } = setUp(1);
  world.server = 4;
  inbox.receive(event(4));
  inbox.receive(event(5));
  await vi.advanceTimersByTimeAsync(499);
  expect(world.catchUps).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(world).toMatchObject({ catchUps: 1, applied: [5], rev: 5 });
});

test("a difference that cannot be fetched is asked for again, less and less often", async () => {
  const { world, inbox } = setUp(1);
  world.catchUp = () => Promise.reject(new Error("unreachable"));
  inbox.receive(event(3));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.catchUps).toBeGreaterThan(2);
  expect(world.catchUps).toBeLessThan(7);
  world.catchUp = async () => "complete";
  world.server = 2;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.applied).toEqual([3]);
});

test("a conversation that is not held is fetched once, and events in it applied after", async () => {
  const { world, inbox } = setUp(undefined);
  world.server = 5;
  inbox.receive(event(5));
  inbox.receive(event(6));
  await vi.advanceTimersByTimeAsync(0);
  expect(world).toMatchObject({ catchUps: 1, applied: [6], rev: 6 });
});

test("receipts alone do not fetch a conversation that is not held", async () => {
  const { world, inbox } = setUp(undefined);
  inbox.receive({ name: "receipt.updated", payload: { conversationId, userId: "bob", readSeq: 1, deliveredSeq: 1 } });
  await vi.advanceTimersByTimeAsync(1000);
  expect(world.catchUps).toBe(0);
});

test("events wait while a request about their conversation is under way", async () => {
  const { world, inbox } = setUp(0);
  const answer = Promise.withResolvers<void>();
  const running = inbox.run(conversationId, () => answer.promise);
  inbox.receive(event(1));
  expect(world.applied).toEqual([]);
  answer.resolve();
  await running;
  await vi.advanceTimersByTimeAsync(0);
  expect(world.applied).toEqual([1]);
});

test("requests about one conversation run one after the other, also after a failed one", async () => {
  const { inbox } = setUp(0);
  const order: string[] = [];
  const first = inbox.run(conversationId, async () => {
    order.push("first begins");
    await Promise.resolve();
    order.push("first ends");
    throw new Error("refused");
  });
  const second = inbox.run(conversationId, async () => order.push("second"));
  await expect(first).rejects.toThrow("refused");
  await second;
  expect(order).toEqual(["first begins", "first ends", "second"]);
});

test("one's own removal counts at once, past a gap, a pause and a request under way", async () => {
  const { world, inbox } = setUp(1);
  inbox.pause();
  const answer = Promise.withResolvers<void>();
  void inbox.run(conversationId, () => answer.promise);
  inbox.receive(removal(9));
  expect(world.rev).toBeUndefined();
  // The answer was made before the removal and brings the conversation back: not for long.
  world.rev = 8;
  answer.resolve();
  await vi.advanceTimersByTimeAsync(0);
  inbox.resume();
  expect(world.rev).toBeUndefined();
  expect(world.catchUps).toBe(0);
});

test("what comes late from before one's removal does not bring the conversation back, what came after does", async () => {
  const { world, inbox } = setUp(1);
  world.catchUp = async () => "gone";
  inbox.receive(removal(3));
  inbox.receive(event(2));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world).toMatchObject({ applied: [3], catchUps: 1, rev: undefined });
  world.catchUp = async () => "complete";
  world.server = 5;
  inbox.receive(event(5));
  await vi.advanceTimersByTimeAsync(0);
  expect(world).toMatchObject({ catchUps: 2, rev: 5 });
});

test("while paused events wait, then come in order", () => {
  const { world, inbox } = setUp(0);
  inbox.pause();
  for (const rev of [3, 1, 2]) inbox.receive(event(rev));
  expect(world.applied).toEqual([]);
  inbox.resume();
  expect(world.applied).toEqual([1, 2, 3]);
});

test("a rev that an answer promised is fetched when its events do not come", async () => {
  const { world, inbox } = setUp(1);
  world.server = 3;
  inbox.expect(conversationId, 3);
  inbox.receive(event(2));
  await vi.advanceTimersByTimeAsync(500);
  expect(world).toMatchObject({ catchUps: 1, rev: 3 });
});
