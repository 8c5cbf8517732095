import { Avatar as Base } from "@base-ui/react/avatar";
import clsx from "clsx";
import type { CSSProperties } from "react";
import { toHue } from "./toHue.ts";
import { toInitials } from "./toInitials.ts";

const sizes = { 24: "size-6 text-[0.625rem]", 32: "size-8 text-xs", 34: "size-[2.125rem] text-xs", 40: "size-10 text-sm", 48: "size-12 text-base" };

type Props = { id: string; name: string; imageUrl: string | null; size?: keyof typeof sizes; className?: string };

/** A person's picture, or their initials in a colour of their own. Decoration: the name stands beside it. */
export function Avatar({ id, name, imageUrl, size = 40, className }: Props) {
  return (
    <Base.Root
      aria-hidden
      style={{ "--hue": toHue(id) } as CSSProperties}
      className={clsx(
        "inline-grid shrink-0 place-items-center overflow-hidden rounded-full bg-[light-dark(oklch(0.89_0.05_var(--hue)),oklch(0.38_0.055_var(--hue)))] font-semibold text-[light-dark(oklch(0.38_0.08_var(--hue)),oklch(0.92_0.04_var(--hue)))] select-none",
        sizes[size],
        className,
      )}
    >
      {imageUrl ? <Base.Image src={imageUrl} alt="" className="size-full object-cover" /> : null}
      {/* A picture in letters, not a text: nobody reads it out, finds it or calls a button by it. */}
      <Base.Fallback data-initials={toInitials(name)} className="before:content-[attr(data-initials)]" />
    </Base.Root>
  );
}
