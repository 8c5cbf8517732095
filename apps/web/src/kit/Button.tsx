import clsx from "clsx";
import type { ComponentProps } from "react";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "border border-line bg-surface text-ink hover:bg-hover",
  plain: "text-accent-ink hover:bg-accent-soft",
  danger: "bg-danger-fill text-on-accent hover:brightness-110",
};

export function Button({ look = "quiet", className, ...rest }: ComponentProps<"button"> & { look?: keyof typeof looks }) {
  return (
    <button
      type="button"
      className={clsx(
        "inline-flex h-10 items-center justify-center gap-2 rounded-full px-4.5 font-medium whitespace-nowrap transition-colors disabled:opacity-55",
        looks[look],
        className,
      )}
      {...rest}
    />
  );
}
