import { Film } from "../files/Film.tsx";
import { FilmMark } from "../files/FilmMark.tsx";
import { Picture } from "../files/Picture.tsx";
import { toOpenLabel } from "../files/toOpenLabel.ts";
import type { SharedFile } from "./useShared.ts";

export function SharedTile({ file: { attachment }, onOpen }: { file: SharedFile; onOpen: (attachmentId: string) => void }) {
  const { id, kind, durationMs } = attachment;
  return (
    <li className="aspect-square">
      <button
        type="button"
        aria-label={toOpenLabel(attachment)}
        onClick={() => onOpen(id)}
        className="relative block size-full cursor-zoom-in overflow-hidden -outline-offset-3"
      >
        {kind === "video" ? <Film attachment={attachment} /> : <Picture attachment={attachment} alt="" />}
        {kind === "video" ? <FilmMark durationMs={durationMs} /> : null}
      </button>
    </li>
  );
}
