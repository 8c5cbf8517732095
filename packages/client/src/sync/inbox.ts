import { type ConversationEvent, revOf } from "./conversationEvent.ts";
import { isRemovalOf, nextEvent } from "./nextEvent.ts";

/** Two neighbours may arrive swapped; a gap that lasts longer is a loss. */
const gapMs = 500;
const gapMaxMs = 30_000;

export type InboxPorts = {
  meId(): string | undefined;
  /** Up to where a conversation is complete; undefined when it is not held. */
  heldRev(conversationId: string): number | undefined;
  apply(event: ConversationEvent): void;
  /** Brings a held conversation up to date, or a new one into the store; `gone` when there is no such thing any more. */
  catchUp(conversationId: string): Promise<"complete" | "gone">;
};

/** Gives every conversation its events in order of `rev`, once each, and asks for the difference when some do not come. */
export type Inbox = {
  receive(event: ConversationEvent): void;
  /** An answer showed that a conversation has this rev by now. */
  expect(conversationId: string, rev: number): void;
  /** Runs alone for this conversation; its events wait meanwhile, so an answer never overwrites what is newer. */
  run<Result>(conversationId: string, task: () => Promise<Result>): Promise<Result>;
  /** Events wait until `resume`. */
  pause(): void;
  resume(): void;
  /** Forgets everything that waits. */
  clear(): void;
};

type Lane = {
  waiting: ConversationEvent[];
  expected: number;
  running: number;
  tail: Promise<unknown>;
  timer: ReturnType<typeof setTimeout> | undefined;
  attempts: number;
};

export function createInbox(ports: InboxPorts): Inbox {
  const lanes = new Map<string, Lane>();
  let paused = false;

  function laneOf(conversationId: string): Lane {
    const lane = lanes.get(conversationId) ?? { waiting: [], expected: 0, running: 0, tail: Promise.resolve(), timer: undefined, attempts: 0 };
    lanes.set(conversationId, lane);
    return lane;
  }

  function receive(event: ConversationEvent): void {
    const { conversationId } = event.payload;
    const lane = laneOf(conversationId);
    const rev = ports.heldRev(conversationId);
    // It stays in the lane too: an answer that is under way may still bring the conversation back.
    lane.waiting.push(event);
    if (rev !== undefined && isRemovalOf(ports.meId(), event) && (revOf(event) ?? 0) > rev) ports.apply(event);
    drain(conversationId, lane);
  }

  function drain(conversationId: string, lane: Lane): void {
    if (paused || lane.running > 0) return;
    for (;;) {
      const rev = ports.heldRev(conversationId);
      const event = rev === undefined ? undefined : takeNext(lane, rev);
      if (!event) break;
      ports.apply(event);
    }
    if (ports.heldRev(conversationId) === undefined) dropOutlived(lane);
    if (isComplete(conversationId, lane)) forget(conversationId, lane);
    else if (ports.heldRev(conversationId) === undefined && lane.attempts === 0) fetchDifference(conversationId, lane);
    else fetchLater(conversationId, lane);
  }

  function takeNext(lane: Lane, rev: number): ConversationEvent | undefined {
    const removal = lane.waiting.find((event) => isRemovalOf(ports.meId(), event) && (revOf(event) ?? 0) > rev);
    if (removal) return removal;
    const { next, waiting } = nextEvent(lane.waiting, rev);
    lane.waiting = waiting;
    return next;
  }

  /** Of a conversation that is not held: what came before one's removal is over, and receipts alone are no reason to fetch it. */
  function dropOutlived(lane: Lane): void {
    const removals = lane.waiting.filter((event) => isRemovalOf(ports.meId(), event));
    const removedAt = Math.max(0, ...removals.map((event) => revOf(event) ?? 0));
    lane.waiting = lane.waiting.filter((event) => event.name !== "receipt.updated" && (revOf(event) ?? removedAt + 1) > removedAt);
  }

  function isComplete(conversationId: string, lane: Lane): boolean {
    return lane.waiting.length === 0 && lane.expected <= (ports.heldRev(conversationId) ?? lane.expected);
  }

  function forget(conversationId: string, lane: Lane): void {
    clearTimeout(lane.timer);
    lanes.delete(conversationId);
  }

  function fetchLater(conversationId: string, lane: Lane): void {
    lane.timer ??= setTimeout(
      () => {
        lane.timer = undefined;
        if (!paused && lane.running === 0) fetchDifference(conversationId, lane);
      },
      Math.min(gapMaxMs, gapMs * 2 ** lane.attempts),
    );
  }

  function fetchDifference(conversationId: string, lane: Lane): void {
    lane.attempts += 1;
    void run(conversationId, async () => {
      try {
        const outcome = await ports.catchUp(conversationId);
        lane.attempts = 0;
        if (outcome === "complete") return;
        lane.waiting = [];
        lane.expected = 0;
      } catch {
        // The gap is still there: tried again later, or fetched by the next connection.
      }
    });
  }

  function run<Result>(conversationId: string, task: () => Promise<Result>): Promise<Result> {
    const lane = laneOf(conversationId);
    lane.running += 1;
    const done = lane.tail.then(task, task).finally(() => {
      lane.running -= 1;
      drain(conversationId, lane);
    });
    lane.tail = done.catch(() => {});
    return done;
  }

  return {
    receive,
    expect(conversationId, rev) {
      const lane = laneOf(conversationId);
      lane.expected = Math.max(lane.expected, rev);
      drain(conversationId, lane);
    },
    run,
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      for (const [conversationId, lane] of [...lanes]) drain(conversationId, lane);
    },
    clear() {
      for (const lane of lanes.values()) {
        clearTimeout(lane.timer);
        lane.waiting = [];
        lane.timer = undefined;
      }
      lanes.clear();
    },
  };
}
