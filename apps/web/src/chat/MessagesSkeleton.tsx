import clsx from "clsx";
import { t } from "../i18n/t.ts";

const shapes = ["w-48", "w-64 self-end", "w-40 self-end", "w-72", "w-56", "w-44 self-end", "w-60"];

export function MessagesSkeleton() {
  return (
    <div role="status" aria-label={t("chat.loading")} className="mx-auto mt-auto flex w-full max-w-(--parley-measure) animate-breathe flex-col gap-3 px-6 py-4">
      {shapes.map((shape) => (
        <span key={shape} className={clsx("h-10 max-w-3/4 rounded-bubble bg-line/70", shape)} />
      ))}
    </div>
  );
}
