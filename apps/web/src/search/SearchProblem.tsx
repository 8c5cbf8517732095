import { ParleyError } from "@parley/protocol";
import { CloudOff, Hourglass, WifiOff } from "lucide-react";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { toSearchErrorText } from "./toSearchErrorText.ts";

/** A search without an answer: why, and what to do. What goes on by itself has no button. */
export function SearchProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const code = error instanceof ParleyError ? error.code : null;
  const offline = code === "unavailable";
  const waits = code === "rate_limited" || code === "search_timeout";
  return (
    <EmptyState
      icon={offline ? <WifiOff /> : waits ? <Hourglass /> : <CloudOff />}
      title={t(offline ? "search.error.offline.title" : code === "rate_limited" ? "search.error.wait.title" : "search.error.title")}
      text={toSearchErrorText(error)}
    >
      {offline || code === "rate_limited" || code === "validation_failed" ? null : <Button onClick={onRetry}>{t("common.retry")}</Button>}
    </EmptyState>
  );
}
