import type { Attachment } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { toDuration } from "../i18n/toDuration.ts";

/** What a tile is called: all that is written on it, too. */
export function toOpenLabel({ kind, name, durationMs }: Pick<Attachment, "kind" | "name" | "durationMs">): string {
  if (kind !== "video") return t("viewer.openPhoto", { name });
  return durationMs === null ? t("viewer.openVideo", { name }) : t("viewer.openVideoOf", { name, duration: toDuration(durationMs) });
}
