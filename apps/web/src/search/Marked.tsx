import clsx from "clsx";
import type { Piece } from "./marks.ts";

/** Text with what was found in it. A mark changes the ground alone: neither weight nor space, so that letters join across it. */
export function Marked({ pieces, current = false }: { pieces: readonly Piece[]; current?: boolean }) {
  let at = 0;
  return pieces.map(({ text, hit }) => {
    const key = at;
    at += text.length;
    if (!hit) return text;
    return (
      <mark key={key} className={clsx("rounded-[2px] text-inherit", current ? "bg-mark-current" : "bg-mark")}>
        {text}
      </mark>
    );
  });
}
