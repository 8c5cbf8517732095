import { History, Trash2 } from "lucide-react";
import { t } from "../i18n/t.ts";
import type { Search } from "./filters.ts";
import { Option } from "./Option.tsx";
import { forgetSearches } from "./recentSearches.ts";
import { Section } from "./Section.tsx";
import { toFilterText } from "./toFilterText.ts";

type Props = { recent: Search[]; meId: string; onChoose: (search: Search) => void };

/** Before one types: what one looked for lately. */
export function RecentSearches({ recent, meId, onChoose }: Props) {
  return (
    <Section title={t("search.recent")}>
      {recent.map((search, place) => (
        <Option key={JSON.stringify(search)} id={`search-recent-${place}`} onChoose={() => onChoose(search)}>
          <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-muted">
            <History className="size-4" />
          </span>
          <span dir="auto" className="min-w-0 flex-1 truncate text-match">
            {[...search.filters.map(toFilterText), search.text].filter((part) => part !== "").join(" · ")}
          </span>
        </Option>
      ))}
      <Option id="search-recent-clear" onChoose={() => forgetSearches(meId)}>
        <span aria-hidden className="grid size-8 shrink-0 place-items-center text-muted">
          <Trash2 className="size-4" />
        </span>
        <span className="flex-1 text-sm text-muted">{t("search.clearRecent")}</span>
      </Option>
    </Section>
  );
}
