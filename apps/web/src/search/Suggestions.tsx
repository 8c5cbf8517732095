import { AudioLines, CalendarDays, Film, Image, Link2, MailOpen, MessagesSquare, Paperclip } from "lucide-react";
import { t } from "../i18n/t.ts";
import { Avatar } from "../people/Avatar.tsx";
import { type Filter, toFilterKey } from "./filters.ts";
import { Option } from "./Option.tsx";
import { Section } from "./Section.tsx";
import { toFilterText } from "./toFilterText.ts";

const kinds = { image: Image, video: Film, audio: AudioLines, file: Paperclip, link: Link2 };

export function Suggestions({ suggestions, onChoose }: { suggestions: Filter[]; onChoose: (filter: Filter) => void }) {
  return (
    <Section title={t("search.filter.suggestions")}>
      {suggestions.map((filter) => {
        const key = `${toFilterKey(filter)} ${"id" in filter ? filter.id : "day" in filter ? filter.day : ""}`;
        return (
          <Option key={key} id={`search-filter-${key.replace(/\s/g, "-")}`} onChoose={() => onChoose(filter)}>
            <FilterIcon filter={filter} />
            <span dir="auto" className="min-w-0 flex-1 truncate text-match">
              {"label" in filter ? filter.label : toFilterText(filter)}
            </span>
          </Option>
        );
      })}
    </Section>
  );
}

function FilterIcon({ filter }: { filter: Filter }) {
  if (filter.name === "from") return <Avatar id={filter.id} name={filter.label} imageUrl={null} size={32} />;
  const Icon = filter.name === "has" ? kinds[filter.kind] : filter.name === "unread" ? MailOpen : filter.name === "in" ? MessagesSquare : CalendarDays;
  return (
    <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-ink">
      <Icon className="size-4" />
    </span>
  );
}
