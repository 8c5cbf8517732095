import type { Attachment } from "@parley/protocol";
import clsx from "clsx";
import { Sound } from "../voice/Sound.tsx";
import { FileCard } from "./FileCard.tsx";
import { Film } from "./Film.tsx";
import { FilmMark } from "./FilmMark.tsx";
import { isVisual } from "./isVisual.ts";
import { Picture } from "./Picture.tsx";
import { PictureGrid } from "./PictureGrid.tsx";
import { toBox } from "./toBox.ts";
import { toOpenLabel } from "./toOpenLabel.ts";

type Props = { attachments: Attachment[]; onOpen: (attachmentId: string) => void };

/** What a message carries: pictures and films together, sounds to play, everything else to save. */
export function MessageFiles({ attachments, onOpen }: Props) {
  const visuals = attachments.filter(isVisual);
  const others = attachments.filter((attachment) => !isVisual(attachment));
  const [only] = visuals;
  return (
    <div className="flex flex-col gap-1">
      {visuals.length === 1 && only?.kind === "video" ? <OnlyFilm attachment={only} /> : null}
      {visuals.length > 1 || only?.kind === "image" ? (
        <PictureGrid cells={visuals.map((attachment) => ({ ...attachment, key: attachment.id, content: <Tile attachment={attachment} onOpen={onOpen} /> }))} />
      ) : null}
      {others.length > 0 ? (
        <div className={clsx("flex flex-col gap-1", visuals.length > 0 && "px-2")}>
          {others.map((attachment) =>
            attachment.kind === "audio" ? <Sound key={attachment.id} attachment={attachment} /> : <FileCard key={attachment.id} attachment={attachment} />,
          )}
        </div>
      ) : null}
    </div>
  );
}

function OnlyFilm({ attachment }: { attachment: Attachment }) {
  const { width, height } = toBox(attachment.width, attachment.height);
  return (
    <div className="min-w-60 max-w-full overflow-hidden rounded-picture" style={{ width, aspectRatio: `${width} / ${height}` }}>
      <Film attachment={attachment} controls />
    </div>
  );
}

function Tile({ attachment, onOpen }: { attachment: Attachment; onOpen: Props["onOpen"] }) {
  const { id, kind } = attachment;
  return (
    <button type="button" aria-label={toOpenLabel(attachment)} onClick={() => onOpen(id)} className="relative block size-full cursor-zoom-in -outline-offset-3">
      {kind === "video" ? <Film attachment={attachment} /> : <Picture attachment={attachment} alt="" />}
      {kind === "video" ? <FilmMark durationMs={attachment.durationMs} /> : null}
    </button>
  );
}
