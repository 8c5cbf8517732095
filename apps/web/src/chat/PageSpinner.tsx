import type { MessageWindow } from "@parley/client";
import type { ParleyError } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { Spinner } from "../kit/Spinner.tsx";

type Props = { loading: MessageWindow["loading"]; error: ParleyError | null; onRetry: () => void };

/** Floats over the top of the list, so that loading moves nothing. */
export function PageSpinner({ loading, error, onRetry }: Props) {
  if (loading !== "older" && !error) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-12 flex justify-center">
      {loading === "older" ? <Spinner label={t("chat.loadingOlder")} className="size-9 rounded-full bg-surface shadow-float" /> : null}
      {error && loading === null ? (
        <Button className="pointer-events-auto shadow-float" onClick={onRetry}>
          {t("chat.error.title")} · {t("common.retry")}
        </Button>
      ) : null}
    </div>
  );
}
