import { ParleyError } from "@parley/protocol";
import { texts } from "../i18n/language.ts";
import { type PlainKey, t } from "../i18n/t.ts";
import { toFileSize } from "../i18n/toFileSize.ts";

function hasText(key: string): key is PlainKey {
  return key in texts;
}

/** What went wrong, in the reader's language; the server's own words where we have none. */
export function toErrorText(error: unknown): string {
  if (error instanceof ParleyError) {
    const { maxBytes } = error.details;
    if (error.code === "file_too_large" && typeof maxBytes === "number") return t("files.tooLarge", { size: toFileSize(maxBytes) });
    const key = `error.${error.code}`;
    return hasText(key) ? t(key) : error.message;
  }
  return error instanceof TypeError ? t("error.network") : t("error.unexpected");
}
