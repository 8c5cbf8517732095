import clsx from "clsx";
import type { ComponentProps } from "react";
import { LabelledButton } from "./LabelledButton.tsx";

/** The one thing to do next. */
export function FilledButton({ className, ...rest }: ComponentProps<typeof LabelledButton>) {
  return (
    <LabelledButton
      className={clsx(
        "grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition hover:bg-accent-strong disabled:bg-sunken disabled:text-muted",
        className,
      )}
      {...rest}
    />
  );
}
