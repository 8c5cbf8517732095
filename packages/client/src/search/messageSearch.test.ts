import { type EventName, fail, type Output, type SearchResult } from "@parley/protocol";
import { expect, test, vi } from "vitest";
import { aConversation, ada, aMessage, conversationId } from "../../testing/fixtures.ts";
import type { Call } from "../calls/call.ts";
import { createListeners } from "../listeners.ts";
import { createParleyStore } from "../state.ts";
import { createMessageSearch } from "./messageSearch.ts";

type Page = Output<"messages.search">;

const aResult = (seq: number, text = `found ${seq}`): SearchResult => ({
  message: aMessage(seq, { text }),
  conversation: aConversation(),
  snippet: [{ text, hit: true }],
  files: [],
});
const aPage = (seqs: number[], nextCursor: string | null = null, count = seqs.length): Page => ({
  results: seqs.map((seq) => aResult(seq)),
  nextCursor,
  total: { count, exact: true },
});

/** A search whose calls are answered by hand. */
function setUp() {
  const calls: { input: unknown; answer: PromiseWithResolvers<Page> }[] = [];
  const call = ((_: string, input: unknown) => {
    const answer = Promise.withResolvers<Page>();
    calls.push({ input, answer });
    return answer.promise;
  }) as Call;
  const listeners = createListeners();
  const parley = createParleyStore();
  parley.setState({ me: ada, connection: "online" });
  const search = createMessageSearch({ call, on: listeners.add, store: parley });
  search.follow();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    search,
    calls,
    parley,
    seqs: () => search.store.getState().answer?.results.map(({ message }) => message.seq),
    tell: (name: EventName, payload: object) => listeners.tell({ name, payload } as never),
    async answer(place: number, page: Page | Error) {
      if (page instanceof Error) calls[place]?.answer.reject(page);
      else calls[place]?.answer.resolve(page);
      await settle();
    },
  };
}

test("an error stays until there is an answer, and the same question may be asked again", async () => {
  const { search, calls, answer } = setUp();
  search.ask({ query: "a" });
  await answer(0, fail("search_timeout"));
  expect(search.store.getState()).toMatchObject({ answer: null, loading: null, error: { code: "search_timeout" } });
  search.ask({ query: "a" });
  await answer(1, aPage([1]));
  expect(search.store.getState().error).toBeNull();
  search.ask({ query: "a" });
  expect(calls).toHaveLength(2);
});

test("the former answer stays during the next question, and a late answer to a former question is ignored", async () => {
  const { search, seqs, answer } = setUp();
  search.ask({ query: "a" });
  await answer(0, aPage([1]));
  search.ask({ query: "ab" });
  search.ask({ query: "abc" });
  expect(seqs()).toEqual([1]);
  await answer(2, aPage([3]));
  await answer(1, aPage([2]));
  expect(seqs()).toEqual([3]);
  expect(search.store.getState().answer?.question).toEqual({ query: "abc" });
});

test("asking nothing forgets the answer, also the one on its way", async () => {
  const { search, answer } = setUp();
  search.ask({ query: "a" });
  search.ask(null);
  await answer(0, aPage([1]));
  expect(search.store.getState()).toEqual({ answer: null, loading: null, error: null });
});

test("the next page is put behind, without what is there already", async () => {
  const { search, calls, seqs, answer } = setUp();
  search.ask({ query: "a" });
  await answer(0, aPage([9, 8], "c1", 3));
  void search.loadMore();
  void search.loadMore();
  expect(calls[1]?.input).toEqual({ query: "a", cursor: "c1" });
  await answer(1, aPage([8, 7], null, 3));
  expect(seqs()).toEqual([9, 8, 7]);
  void search.loadMore();
  expect(calls).toHaveLength(2);
});

test("what is deleted or taken away goes, what is edited shows its new text", async () => {
  const { search, seqs, tell, answer } = setUp();
  search.ask({ query: "a" });
  await answer(0, aPage([3, 2, 1], null, 20));
  tell("message.deleted", { conversationId, rev: 50, message: aMessage(2, { rev: 50, deletedAt: "2030-01-02T00:00:00.000Z", text: "" }) });
  expect(seqs()).toEqual([3, 1]);
  tell("message.edited", { conversationId, rev: 51, message: aMessage(3, { rev: 51, text: "else" }) });
  tell("message.edited", { conversationId, rev: 49, message: aMessage(3, { rev: 49, text: "late" }) });
  const { answer: now } = search.store.getState();
  expect(now?.total.count).toBe(19);
  expect(now?.results[0]).toMatchObject({ message: { text: "else" }, snippet: [{ text: "else", hit: false }] });
  tell("member.removed", { conversationId, rev: 52, memberCount: 1, userId: "bob" });
  expect(seqs()).toEqual([3, 1]);
  tell("member.removed", { conversationId, rev: 53, memberCount: 1, userId: "ada" });
  expect(seqs()).toEqual([]);
});

test("coming back online asks again: what changed meanwhile was not heard", async () => {
  const { search, calls, seqs, parley, answer } = setUp();
  search.ask({ query: "a" });
  await answer(0, aPage([1]));
  parley.setState({ connection: "offline" });
  parley.setState({ connection: "online" });
  expect(calls).toHaveLength(2);
  await answer(1, aPage([2]));
  expect(seqs()).toEqual([2]);
});

test("too fast: waits as long as the server says and asks the last question", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const { search, calls, seqs, answer } = setUp();
    search.ask({ query: "a" });
    await answer(0, fail("rate_limited", { retryAfterMs: 4000 }));
    expect(search.store.getState().error?.code).toBe("rate_limited");
    vi.advanceTimersByTime(3999);
    expect(calls).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await answer(1, aPage([1]));
    expect(seqs()).toEqual([1]);
    expect(search.store.getState().error).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});
