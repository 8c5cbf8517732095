import type { Attachment } from "@parley/protocol";

/** What is looked at: it stands in grids and in the viewer. */
export function isVisual({ kind }: Pick<Attachment, "kind">): boolean {
  return kind === "image" || kind === "video";
}
