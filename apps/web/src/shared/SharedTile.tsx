import { Film } from "../files/Film.tsx";
import { FilmMark } from "../files/FilmMark.tsx";
import { Picture } from "../files/Picture.tsx";
import { t } from "../i18n/t.ts";
import type { SharedFile } from "./useShared.ts";

export function SharedTile({ file: { attachment }, onOpen }: { file: SharedFile; onOpen: (attachmentId: string) => void }) {
  const { id, kind, name, durationMs } = attachment;
  return (
    <li className="aspect-square">
      <button
        type="button"
        aria-label={t(kind === "video" ? "viewer.openVideo" : "viewer.openPhoto", { name })}
        onClick={() => onOpen(id)}
        className="relative block size-full cursor-zoom-in overflow-hidden -outline-offset-3"
      >
        {kind === "video" ? <Film attachment={attachment} /> : <Picture attachment={attachment} alt="" />}
        {kind === "video" ? <FilmMark durationMs={durationMs} /> : null}
      </button>
    </li>
  );
}
