import { fail, type Input } from "@parley/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aConversation, aState, conversationId } from "../testing/fixtures.ts";
import type { Call } from "./calls/call.ts";
import { createMarks } from "./marks.ts";
import { createParleyStore } from "./state.ts";
import { putConversation } from "./sync/putConversation.ts";

type Mark = { name: string } & Input<"receipts.read">;

function setUp(answer: (mark: Mark) => Promise<{ readSeq: number; deliveredSeq: number }>) {
  const sent: Mark[] = [];
  const store = createParleyStore();
  store.setState({ ...aState(aConversation({ lastSeq: 9, me: { deliveredSeq: 9, unread: 9 } })), connection: "online" });
  const call = ((name: string, input: Input<"receipts.read">) => {
    sent.push({ name, ...input });
    return answer({ name, ...input });
  }) as unknown as Call;
  return { sent, store, marks: createMarks(store, call) };
}

const accept = async ({ seq }: Mark) => ({ readSeq: seq, deliveredSeq: seq });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("I11: reading never moves back, nor beyond the last message", async () => {
  const { sent, store, marks } = setUp(accept);
  marks.read(conversationId, 99);
  marks.read(conversationId, 3);
  expect(store.getState().conversations[conversationId]?.me).toMatchObject({ readSeq: 9, unread: 0 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ name: "receipts.read", conversationId, seq: 9 }]);
});

test("a scroll through a conversation is one request, and shows at once", async () => {
  const { sent, store, marks } = setUp(accept);
  for (let seq = 1; seq <= 7; seq += 1) marks.read(conversationId, seq);
  expect(store.getState().unread).toEqual({ conversations: 1, messages: 2 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ name: "receipts.read", conversationId, seq: 7 }]);
});

test("a mark that could not be sent waits for the connection; one that is refused does not", async () => {
  const { sent, store, marks } = setUp(() => Promise.reject(fail("unavailable")));
  marks.read(conversationId, 5);
  await vi.advanceTimersByTimeAsync(1000);
  store.setState({ connection: "offline" });
  await vi.advanceTimersByTimeAsync(60_000);
  const before = sent.length;
  store.setState({ connection: "online" });
  marks.flush();
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent.length).toBe(before + 1);
});

test("what reaches the store is confirmed as delivered, many at once", async () => {
  const { sent, store } = setUp(accept);
  for (const lastSeq of [10, 11, 12]) store.setState((state) => putConversation(state, aConversation({ lastSeq, me: { deliveredSeq: 9 } })));
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ name: "receipts.delivered", conversationId, seq: 12 }]);
  expect(store.getState().conversations[conversationId]?.me).toMatchObject({ deliveredSeq: 12 });
});

test("I11 I12 a mark that moves on while another conversation's is on its way is sent as it is then", async () => {
  const answered = Promise.withResolvers<void>();
  const { sent, store } = setUp(async (mark) => {
    await answered.promise;
    return accept(mark);
  });
  const other = "0190a0b0-0000-7000-8000-0000000000ff";
  const reach = (id: string, lastSeq: number) => store.setState((state) => putConversation(state, aConversation({ id, lastSeq, me: { deliveredSeq: 9 } })));
  reach(conversationId, 10);
  reach(other, 10);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toHaveLength(1);
  reach(other, 11);
  answered.resolve();
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent.slice(1)).toEqual([{ name: "receipts.delivered", conversationId: other, seq: 11 }]);
  expect(store.getState().conversations[other]?.me).toMatchObject({ deliveredSeq: 11 });
});
