/**
 * Search: one question at a time and its answer, kept correct. The former
 * answer stays until the next one is there; the last question wins; what is
 * edited, deleted or taken away meanwhile changes the answer; what could not
 * be asked (offline, too fast) is asked again by itself.
 */
import { type Input, ParleyError, type SearchResult } from "@parley/protocol";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Parley } from "../parley.ts";
import { dropConversationResults, dropResult, renewResult } from "./results.ts";

export type SearchQuestion = Omit<Input<"messages.search">, "cursor">;

export type SearchAnswer = {
  /** What these answer; during the next search still the former question. */
  question: SearchQuestion;
  /** Best first. */
  results: SearchResult[];
  total: { count: number; exact: boolean };
  /** null when there are no more. */
  nextCursor: string | null;
};

export type MessageSearchState = {
  /** null before the first answer, and when nothing is asked. */
  answer: SearchAnswer | null;
  loading: null | "first" | "more";
  /** Why the last call failed. `unavailable` and `rate_limited` are tried again by themselves. */
  error: ParleyError | null;
};

export type MessageSearch = {
  readonly store: StoreApi<MessageSearchState>;
  /** Replaces the question; null: nothing is asked. The same question again asks only after a failure. */
  ask(question: SearchQuestion | null): void;
  /** The next page. */
  loadMore(): Promise<void>;
  /** Follows changes and the connection until the returned function is called. */
  follow(): () => void;
};

const nothing: MessageSearchState = { answer: null, loading: null, error: null };
/** When a refusal does not say how long to wait. */
const restMs = 2000;

export function createMessageSearch({ call, on, store: parley }: Pick<Parley, "call" | "on" | "store">): MessageSearch {
  const store = createStore<MessageSearchState>(() => nothing);
  let question: SearchQuestion | null = null;
  /** Counts questions, so that a late answer can tell. */
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(part: "first" | "more"): Promise<void> {
    const { answer, loading } = store.getState();
    if (question === null || (part === "more" && (loading !== null || answer?.nextCursor == null))) return;
    const asked = question;
    if (part === "first") generation += 1;
    const current = generation;
    clearTimeout(timer);
    store.setState({ loading: part });
    try {
      const cursor = part === "more" ? answer?.nextCursor : null;
      const page = await call("messages.search", cursor == null ? asked : { ...asked, cursor });
      if (current !== generation) return;
      store.setState((state) => {
        const before = part === "more" ? (state.answer?.results ?? []) : [];
        const known = new Set(before.map(({ message }) => message.id));
        const results = [...before, ...page.results.filter(({ message }) => !known.has(message.id))];
        return { answer: { question: asked, results, total: page.total, nextCursor: page.nextCursor }, loading: null, error: null };
      });
    } catch (error) {
      if (current !== generation) return;
      if (!(error instanceof ParleyError)) throw error;
      store.setState({ loading: null, error });
      if (error.code === "rate_limited") timer = setTimeout(() => void load(part), Number(error.details.retryAfterMs ?? restMs));
    }
  }

  function change(next: (answer: SearchAnswer) => SearchAnswer): void {
    store.setState((state) => (state.answer ? { answer: next(state.answer) } : state));
  }

  return {
    store,
    ask(next) {
      if (JSON.stringify(next) === JSON.stringify(question) && store.getState().error === null) return;
      question = next;
      if (next !== null) {
        void load("first");
        return;
      }
      generation += 1;
      clearTimeout(timer);
      store.setState(nothing);
    },
    loadMore: () => load("more"),
    follow() {
      const stops = [
        on("message.edited", ({ message }) => change((answer) => renewResult(answer, message))),
        on("message.deleted", ({ message }) => change((answer) => dropResult(answer, message.id))),
        on("member.removed", ({ conversationId, userId }) => {
          if (userId === parley.getState().me?.id) change((answer) => dropConversationResults(answer, conversationId));
        }),
        // What changed while away was not heard.
        parley.subscribe((state, before) => {
          if (state.connection === "online" && before.connection !== "online") void load("first");
        }),
      ];
      return () => {
        for (const stop of stops) stop();
        clearTimeout(timer);
      };
    },
  };
}
