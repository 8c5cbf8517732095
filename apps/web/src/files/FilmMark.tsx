import { Play } from "lucide-react";
import { toDuration } from "../i18n/toDuration.ts";

/** On a still: that it is a film, and how long. */
export function FilmMark({ durationMs }: { durationMs: number | null }) {
  return (
    <>
      <span className="pointer-events-none absolute inset-0 grid place-items-center">
        <span className="grid size-12 place-items-center rounded-full bg-overlay text-on-overlay">
          <Play aria-hidden className="ms-0.5 size-5 fill-current" />
        </span>
      </span>
      {durationMs === null ? null : (
        <span className="absolute inset-s-2 top-2 rounded-full bg-overlay px-2 text-[0.6875rem] leading-5 text-on-overlay tabular-nums">
          {toDuration(durationMs)}
        </span>
      )}
    </>
  );
}
