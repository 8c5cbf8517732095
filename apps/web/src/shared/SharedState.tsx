import type { ParleyError } from "@parley/protocol";
import { CloudOff } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { toErrorText } from "../shell/toErrorText.ts";

type Props = { count: number; loading: boolean; error: ParleyError | null; onRetry: () => void; icon: ReactNode; children: ReactNode };

/** A list of what was sent, or why there is none. */
export function SharedState({ count, loading, error, onRetry, icon, children }: Props) {
  if (error && count === 0)
    return (
      <EmptyState icon={<CloudOff />} title={t("list.error.title")} text={toErrorText(error)}>
        <Button onClick={onRetry}>{t("common.retry")}</Button>
      </EmptyState>
    );
  if (!loading && count === 0) return <EmptyState icon={icon} title={t("shared.empty.title")} text={t("shared.empty.text")} />;
  return (
    <>
      {children}
      {error ? (
        <Button className="mx-auto my-3 flex" onClick={onRetry}>
          {t("common.retry")}
        </Button>
      ) : null}
    </>
  );
}
