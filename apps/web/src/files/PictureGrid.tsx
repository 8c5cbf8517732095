import clsx from "clsx";
import type { ReactNode } from "react";
import { toBox } from "./toBox.ts";

export type Cell = { key: string; width: number | null; height: number | null; content: ReactNode };

const mostShown = 4;

/** One picture in its own shape; several as tiles of equal weight. Takes its place before anything is loaded. */
export function PictureGrid({ cells, all = false }: { cells: Cell[]; all?: boolean }) {
  const [first] = cells;
  if (!first) return null;
  // Of what is on its way each can be stopped, so each is shown.
  const most = all ? cells.length : mostShown;
  const rows = Math.ceil(Math.min(cells.length, most) / 2);
  const box = cells.length === 1 ? toBox(first.width, first.height) : { width: 320, height: cells.length === 3 ? 260 : 160 * rows };
  const shown = cells.slice(0, most);
  return (
    <ul
      className={clsx("grid max-w-full gap-0.5 overflow-hidden rounded-picture", cells.length > 1 && "grid-cols-2", cells.length > 2 && "auto-rows-fr")}
      style={{ width: box.width, aspectRatio: `${box.width} / ${box.height}` }}
    >
      {shown.map(({ key, content }, place) => (
        <li key={key} className={clsx("relative min-h-0 min-w-0 overflow-hidden", cells.length === 3 && place === 0 && "row-span-2")}>
          {content}
          {place === most - 1 && cells.length > most ? (
            <span dir="ltr" className="pointer-events-none absolute inset-0 grid place-items-center bg-overlay text-2xl font-semibold text-on-overlay">
              +{cells.length - most}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
