import clsx from "clsx";
import type { ReactNode } from "react";

type Props = { own: boolean; closesGroup: boolean; bare?: boolean; children: ReactNode };

/** The shape around a message. The corner beside the speaker is tight where a run of messages ends. */
export function Bubble({ own, closesGroup, bare = false, children }: Props) {
  return (
    <div
      className={clsx(
        "relative flow-root min-w-16 rounded-bubble",
        bare ? "px-1" : "px-3 py-[0.4375rem]",
        !bare && own && "bg-bubble-own text-bubble-own-ink",
        !bare && !own && "bg-bubble-other text-bubble-other-ink shadow-bubble ring-1 ring-line/60",
        !bare && closesGroup && (own ? "rounded-ee-md" : "rounded-es-md"),
      )}
    >
      {children}
    </div>
  );
}
