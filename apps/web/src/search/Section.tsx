import { type ReactNode, useId } from "react";

/** A titled group of options; `aside` says how many there are. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const titleId = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options, not of form fields
    <div role="group" aria-labelledby={titleId} className="flex flex-col gap-0.5 pb-2">
      <div role="presentation" className="flex h-8 items-center gap-2 px-5 text-xs font-semibold text-muted">
        <span id={titleId} className="flex-1">
          {title}
        </span>
        {aside}
      </div>
      {children}
    </div>
  );
}
