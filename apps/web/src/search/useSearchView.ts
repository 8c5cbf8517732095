import { fail } from "@parley/protocol";
import { type MessageSearchView, useConnection, useMessageSearch } from "@parley/react";
import { locale } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import { useDebounced } from "../kit/useDebounced.ts";
import { isFiltered, type Search, toQuestion } from "./filters.ts";
import { type QuickAnswer, useQuickSearch } from "./useQuickSearch.ts";

/** Letters that come faster than this are asked for together. */
const restMs = 250;
const list = new Intl.ListFormat(locale, { type: "unit" });

export type SearchView = {
  quick: QuickAnswer | null;
  messages: MessageSearchView;
  /** What is shown answers what stands in the field. */
  settled: boolean;
  /** The messages that are shown answer what is asked now, not what was asked before. */
  answersQuestion: boolean;
  /** Why there is nothing to show at all. */
  problem: unknown;
  /** There is an answer, and it is empty. */
  nothing: boolean;
  /** The words that were asked for. */
  query: string;
  filtered: boolean;
  /** How many of each, for those who do not see them. */
  summary: string;
};

/** Everything that answers a search, while it is being typed. */
export function useSearchView(search: Search): SearchView {
  const rested = useDebounced(search, restMs);
  const question = toQuestion(rested);
  const filtered = isFiltered(rested);
  const messages = useMessageSearch(question);
  const asksQuick = !filtered && question !== null ? question.query : "";
  const quick = useQuickSearch(asksQuick);
  const { status } = useConnection();

  const { answer, loading, error } = messages;
  const answersQuestion = answer !== null && JSON.stringify(answer.question) === JSON.stringify(question);
  const answersQuick = (quick?.query ?? "") === asksQuick;
  const settled = rested === search && answersQuick && (answersQuestion || error !== null) && loading !== "first";
  const shown = { conversations: quick?.conversations.length ?? 0, people: quick?.people.length ?? 0, messages: answer?.total.count ?? 0 };
  const isNothing = settled && !error && shown.conversations + shown.people + shown.messages === 0;
  // Offline a call may wait for its time-out; who is offline need not.
  const offline = status === "offline" && !answersQuestion ? fail("unavailable") : null;
  const failure = answersQuestion ? null : (error ?? offline);
  const problem = failure !== null && shown.conversations + shown.people === 0 ? failure : null;
  return {
    quick,
    messages,
    settled,
    answersQuestion,
    problem,
    nothing: isNothing,
    query: question?.query ?? "",
    filtered,
    summary: settled ? summarise() : "",
  };

  function summarise(): string {
    if (isNothing) return t("search.none.title");
    const parts = [
      shown.conversations > 0 ? t("search.found.conversations", { count: shown.conversations }) : "",
      shown.people > 0 ? t("search.found.people", { count: shown.people }) : "",
      answersQuestion ? t(answer.total.exact ? "search.found.messages" : "search.found.atLeast", { count: shown.messages }) : "",
    ];
    return list.format(parts.filter((part) => part !== ""));
  }
}
