import type { SearchableKind } from "@parley/protocol";
import { CalendarArrowDown, CalendarArrowUp, Image, Link2, type LucideIcon, MailOpen, MessagesSquare, Paperclip, UserRound, X } from "lucide-react";
import { t } from "../i18n/t.ts";
import { type Filter, type Search, toFilterKey, withFilter, withoutFilter } from "./filters.ts";
import { toFilterText } from "./toFilterText.ts";

type Offer = { key: string; icon: LucideIcon; text: string } & ({ begin: string } | { filter: Filter });

const kind = (name: SearchableKind, icon: LucideIcon): Offer => ({
  key: `has ${name}`,
  icon,
  text: t(`search.filter.${name}`),
  filter: { name: "has", kind: name },
});
const offers: Offer[] = [
  { key: "from", icon: UserRound, text: t("search.filter.from"), begin: "from:" },
  { key: "in", icon: MessagesSquare, text: t("search.filter.in"), begin: "in:" },
  kind("image", Image),
  kind("file", Paperclip),
  kind("link", Link2),
  { key: "unread", icon: MailOpen, text: t("search.filter.unread"), filter: { name: "unread" } },
  { key: "after", icon: CalendarArrowUp, text: t("search.filter.after"), begin: "after:" },
  { key: "before", icon: CalendarArrowDown, text: t("search.filter.before"), begin: "before:" },
];

const chip =
  "flex h-8 pointer-fine:h-7 max-w-56 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-sm whitespace-nowrap transition-colors [&_svg]:size-3.5 [&_svg]:shrink-0";

type Props = { search: Search; onChange: (search: Search) => void };

/** Filters that hold, to be taken away, then those that one may add. */
export function FilterBar({ search, onChange }: Props) {
  const held = new Set(search.filters.map(toFilterKey));
  const take = (offer: Offer) => {
    if ("filter" in offer) onChange(withFilter(search, offer.filter));
    else onChange({ ...search, text: `${search.text.trimEnd()} ${offer.begin}`.trimStart() });
  };
  return (
    <ul
      aria-label={t("search.filters")}
      className="flex max-w-full shrink-0 flex-wrap gap-1.5 px-4 pb-2.5 pointer-coarse:flex-nowrap pointer-coarse:overflow-x-auto pointer-coarse:overscroll-x-contain pointer-coarse:[scrollbar-width:none]"
    >
      {search.filters.map((filter) => (
        <li key={toFilterKey(filter)} className="shrink-0">
          <button
            type="button"
            aria-label={t("search.filter.remove", { filter: toFilterText(filter) })}
            onClick={() => onChange(withoutFilter(search, filter))}
            className={`${chip} border-transparent bg-accent text-on-accent hover:bg-accent-strong`}
          >
            <bdi className="truncate">{toFilterText(filter)}</bdi>
            <X aria-hidden />
          </button>
        </li>
      ))}
      {offers
        .filter(({ key }) => !held.has(key))
        .map((offer) => (
          <li key={offer.key} className="shrink-0">
            <button
              type="button"
              aria-label={t("search.filter.add", { filter: offer.text })}
              onClick={() => take(offer)}
              className={`${chip} border-line bg-surface text-ink hover:bg-hover [&_svg]:text-muted`}
            >
              <offer.icon aria-hidden className="pointer-fine:hidden" />
              {offer.text}
            </button>
          </li>
        ))}
    </ul>
  );
}
