import clsx from "clsx";
import { Play } from "lucide-react";
import { toDuration } from "../i18n/toDuration.ts";

/** On a still: that it is a film, and how long. */
export function FilmMark({ durationMs, small = false }: { durationMs: number | null; small?: boolean }) {
  return (
    <>
      <span className="pointer-events-none absolute inset-0 grid place-items-center">
        <span className={clsx("grid place-items-center rounded-full bg-overlay text-on-overlay", small ? "size-8" : "size-12")}>
          <Play aria-hidden className={clsx("ms-0.5 fill-current", small ? "size-3.5" : "size-5")} />
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
