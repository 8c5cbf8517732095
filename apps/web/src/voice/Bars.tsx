import clsx from "clsx";

/** Loudness over time; what has been heard is darker. */
export function Bars({ levels, heard }: { levels: readonly number[]; heard: number }) {
  return (
    <span aria-hidden className="flex h-7 flex-1 items-center gap-px">
      {levels.map((level, place) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          key={place}
          className={clsx("min-w-px flex-1 rounded-full bg-current", place / levels.length < heard ? "opacity-100" : "opacity-35")}
          style={{ height: `${Math.max(10, level)}%` }}
        />
      ))}
    </span>
  );
}
