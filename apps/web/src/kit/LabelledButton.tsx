import type { ComponentProps } from "react";

/** A button without words: its label is its accessible name and its tooltip. */
export function LabelledButton({ label, ...rest }: ComponentProps<"button"> & { label: string }) {
  return <button type="button" aria-label={label} title={label} {...rest} />;
}
