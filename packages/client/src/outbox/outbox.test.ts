import { fail, type Input, type Message } from "@parley/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aConversation, ada, aMessage, anEntry, aState, aUser, conversationId } from "../../testing/fixtures.ts";
import type { Call } from "../calls/call.ts";
import { createParleyStore, type OutboxEntry } from "../state.ts";
import { createOutbox } from "./outbox.ts";
import type { OutboxStorage } from "./storage.ts";

type Send = (input: Input<"messages.send">) => Promise<{ message: Message }>;

function setUp(send: Send, kept: OutboxEntry[] = []) {
  const stored = new Map(kept.map((entry) => [entry.clientId, entry]));
  const storage: OutboxStorage = {
    load: () => [...stored.values()],
    save: (entry) => void stored.set(entry.clientId, entry),
    remove: (clientId) => void stored.delete(clientId),
  };
  const store = createParleyStore();
  store.setState({ ...aState(aConversation()), connection: "online" });
  const call = ((_: string, input: Input<"messages.send">) => send(input)) as Call;
  const attachments = { upload: () => Promise.reject(fail("internal")), discard: async () => {} };
  const outbox = createOutbox({ store, storage, call, attachments, receive: () => {} });
  return { store, stored, outbox };
}

/** Takes everything, and tells in which order. */
function taking(order: string[]): Send {
  return async ({ text }) => {
    order.push(text);
    return { message: aMessage(order.length, { sender: aUser("ada"), rev: 0 }) };
  };
}

const draft = (text: string, id = conversationId) => ({ conversationId: id, text });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a message that is refused fails, and holds nothing up", async () => {
  const order: string[] = [];
  const { store, outbox } = setUp(async (input) => (input.text === "bad" ? Promise.reject(fail("validation_failed")) : taking(order)(input)));
  outbox.send(draft("bad"));
  outbox.send(draft("good"));
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(["good"]);
  expect(store.getState().outbox).toMatchObject([{ text: "bad", status: "failed", error: { code: "validation_failed" } }]);
});

test("nobody can send before it is known who they are", () => {
  const { store, outbox } = setUp(taking([]));
  store.setState({ me: null });
  expect(() => outbox.send(draft("hello"))).toThrow("Connect first.");
});

test("a message shows at once, is stored before it is sent, and forgotten when taken", async () => {
  const answer = Promise.withResolvers<{ message: Message }>();
  const { store, stored, outbox } = setUp(() => answer.promise);
  const entry = outbox.send(draft("hello"));
  expect(store.getState().outbox).toEqual([entry]);
  expect([...stored.keys()]).toEqual([entry.clientId]);
  answer.resolve({ message: aMessage(1, { rev: 0 }) });
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().outbox).toEqual([]);
  expect(stored.size).toBe(0);
});

test("within a conversation the order holds, across a retry", async () => {
  const order: string[] = [];
  const failures = [fail("unavailable"), fail("rate_limited", { retryAfterMs: 5000 })];
  const { outbox } = setUp(async (input) => {
    const failure = failures.shift();
    if (failure) throw failure;
    return taking(order)(input);
  });
  for (const text of ["one", "two", "three"]) outbox.send(draft(text));
  await vi.advanceTimersByTimeAsync(1000);
  expect(order).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(order).toEqual(["one", "two", "three"]);
});

test("a conversation that cannot be reached does not hold up another", async () => {
  const order: string[] = [];
  const { outbox } = setUp(async (input) => (input.conversationId === "stuck" ? Promise.reject(fail("unavailable")) : taking(order)(input)));
  outbox.send(draft("waits", "stuck"));
  outbox.send(draft("goes"));
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(["goes"]);
});

test("nothing is sent while offline; flush sends it", async () => {
  const order: string[] = [];
  const { store, outbox } = setUp(taking(order));
  store.setState({ connection: "offline" });
  outbox.send(draft("later"));
  outbox.flush();
  await vi.advanceTimersByTimeAsync(1000);
  expect(order).toEqual([]);
  store.setState({ connection: "online" });
  outbox.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(["later"]);
});

test("a new connection does not wait for what an old one had put off", async () => {
  const order: string[] = [];
  const failures = [fail("rate_limited", { retryAfterMs: 60_000 })];
  const { outbox } = setUp(async (input) => {
    const failure = failures.shift();
    if (failure) throw failure;
    return taking(order)(input);
  });
  outbox.send(draft("hello"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(order).toEqual([]);
  outbox.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(["hello"]);
});

test("a bug of the server is not retried for ever", async () => {
  const { store, outbox } = setUp(() => Promise.reject(fail("internal")));
  outbox.send(draft("hello"));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(store.getState().outbox).toMatchObject([{ status: "failed", error: { code: "internal" } }]);
});

test("a token that expires in between fails no message: it goes with the next connection", async () => {
  const order: string[] = [];
  const failures = [fail("token_expired")];
  const { store, outbox } = setUp(async (input) => {
    const failure = failures.shift();
    if (failure) throw failure;
    return taking(order)(input);
  });
  outbox.send(draft("hello"));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().outbox).toMatchObject([{ status: "sending" }]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(order).toEqual(["hello"]);
});

test("retry sends a failed entry again under its clientId; discard forgets one", async () => {
  const asked: (string | undefined)[] = [];
  const { store, stored, outbox } = setUp(async ({ clientId }) => {
    asked.push(clientId);
    throw fail("payload_too_large");
  });
  const entry = outbox.send(draft("hello"));
  await vi.advanceTimersByTimeAsync(0);
  outbox.retry(entry.clientId);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([entry.clientId, entry.clientId]);
  outbox.discard(entry.clientId);
  expect([store.getState().outbox, stored.size]).toEqual([[], 0]);
});

test("what was left unsent is taken up in order, and only one's own", async () => {
  const order: string[] = [];
  const kept = [
    anEntry("second", { createdAt: "2030-01-01T00:00:00.002Z" }),
    anEntry("first", { createdAt: "2030-01-01T00:00:00.001Z" }),
    anEntry("somebody else's", { userId: "bob" }),
  ];
  const { store, stored, outbox } = setUp(taking(order), kept);
  await outbox.restore();
  outbox.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(["first", "second"]);
  expect([store.getState().outbox, [...stored.keys()]]).toEqual([[], ["somebody else's"]]);
  expect(store.getState().me).toBe(ada);
});

test("entries written in the same millisecond keep their order after a reload", () => {
  const { outbox } = setUp(() => new Promise(() => {}));
  const [one, two] = [outbox.send(draft("one")), outbox.send(draft("two"))];
  expect(one.createdAt < two.createdAt).toBe(true);
});
