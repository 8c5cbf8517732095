import clsx from "clsx";
import { LoaderCircle } from "lucide-react";

/** Something is on its way; the label is for those who do not see it turn. */
export function Spinner({ label, className }: { label: string; className?: string }) {
  return (
    <output className={clsx("grid place-items-center text-muted", className)}>
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      <span className="sr-only">{label}</span>
    </output>
  );
}
