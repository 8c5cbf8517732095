import clsx from "clsx";
import type { ComponentProps } from "react";
import { LabelledButton } from "./LabelledButton.tsx";

const sizes = { small: "size-8", medium: "size-9", large: "size-10" };

/** A button that shows only an icon. */
export function IconButton({ label, size = "large", className, ...rest }: ComponentProps<"button"> & { label: string; size?: keyof typeof sizes }) {
  return (
    <LabelledButton
      label={label}
      className={clsx(
        "grid shrink-0 place-items-center rounded-full text-muted transition-colors hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-50 data-popup-open:bg-hover data-popup-open:text-ink",
        sizes[size],
        className,
      )}
      {...rest}
    />
  );
}
