import { ParleyError } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { toErrorText } from "../shell/toErrorText.ts";

/** Why a search gave nothing, and what to do. */
export function toSearchErrorText(error: unknown): string {
  if (error instanceof ParleyError) {
    if (error.code === "unavailable") return t("search.error.offline");
    if (error.code === "rate_limited" || error.code === "search_timeout" || error.code === "validation_failed") return t(`search.error.${error.code}`);
  }
  return toErrorText(error);
}
