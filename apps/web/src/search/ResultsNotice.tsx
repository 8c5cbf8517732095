import { SearchX } from "lucide-react";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { ResultsSkeleton } from "./ResultsSkeleton.tsx";
import { SearchProblem } from "./SearchProblem.tsx";
import type { SearchView } from "./useSearchView.ts";

/** What stands in place of results: they are on their way, there are none, or something went wrong. */
export function ResultsNotice({ view, onUnfilter }: { view: SearchView; onUnfilter: () => void }) {
  const { messages, problem, nothing, query, filtered, answersQuestion } = view;
  const error = problem ?? (answersQuestion ? null : messages.error);
  if (error) return <SearchProblem error={error} onRetry={messages.retry} />;
  if (!messages.answer && !nothing) return <ResultsSkeleton />;
  if (!nothing) return null;
  return (
    <EmptyState icon={<SearchX />} title={t("search.none.title")} text={filtered || !query ? t("search.none.filtered") : t("search.none.text", { query })}>
      {filtered && query ? <Button onClick={onUnfilter}>{t("search.none.unfilter")}</Button> : null}
    </EmptyState>
  );
}
