import type { Context } from "@parley/protocol";
import { ArrowUpRight, Tag } from "lucide-react";
import { t } from "../i18n/t.ts";

/** What the conversation is about in the host's product, one press away. */
export function ContextStrip({ context }: { context: Context }) {
  const inside = (
    <>
      {context.imageUrl ? (
        <img src={context.imageUrl} alt="" className="size-9 shrink-0 rounded-lg bg-sunken object-cover" />
      ) : (
        <span aria-hidden className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft text-accent-ink">
          <Tag className="size-4" />
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block text-xs leading-4 text-muted">{t("chat.about")}</span>
        <span dir="auto" className="block truncate text-sm font-medium text-match">
          {context.title}
        </span>
      </span>
    </>
  );
  const look = "flex shrink-0 items-center gap-3 border-b border-line bg-surface px-4 py-2 wide:px-6";
  if (!context.url) return <div className={look}>{inside}</div>;
  return (
    <a
      href={context.url}
      target="_blank"
      rel="noopener noreferrer"
      title={t("chat.openContext", { title: context.title })}
      className={`${look} transition-colors hover:bg-hover focus-visible:-outline-offset-2`}
    >
      {inside}
      <ArrowUpRight aria-hidden className="size-4.5 text-muted rtl:-scale-x-100" />
    </a>
  );
}
