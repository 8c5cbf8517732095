import type { SearchQuestion } from "@parley/client";
import type { SearchableKind } from "@parley/protocol";

/** `day` is one of the viewer's own days: 2026-01-31. */
export type Filter =
  | { name: "from" | "in"; id: string; label: string }
  | { name: "has"; kind: SearchableKind }
  | { name: "before" | "after"; day: string }
  | { name: "unread" };

/** What somebody looks for: words as typed, and filters that were chosen. Filters may also be typed; the server reads those. */
export type Search = { text: string; filters: Filter[] };

export const emptySearch: Search = { text: "", filters: [] };

const typedFilter = /(?:^|\s)(?:from|in|has|before|after|is):/i;
const typedFilters = /(?:^|\s)(?:from|in|has|before|after|is):(?:"[^"]*"?|\S*)/gi;
const begunFilter = /(?:^|\s)(?:from|in|has|before|after|is):"?$/i;

export function isEmpty({ text, filters }: Search): boolean {
  return text.trim() === "" && filters.length === 0;
}

/** Only messages can answer it. */
export function isFiltered({ text, filters }: Search): boolean {
  return filters.length > 0 || typedFilter.test(text);
}

/** Each filter holds one thing; a message can have several. */
export function toFilterKey(filter: Filter): string {
  return filter.name === "has" ? `has ${filter.kind}` : filter.name;
}

export function withFilter(search: Search, filter: Filter): Search {
  return { ...search, filters: [...withoutFilter(search, filter).filters, filter] };
}

export function withoutFilter(search: Search, filter: Filter): Search {
  return { ...search, filters: search.filters.filter((other) => toFilterKey(other) !== toFilterKey(filter)) };
}

/** The words alone, without filters that were typed. */
export function withoutTyped(text: string): string {
  return text.replace(typedFilters, " ").replace(/\s+/g, " ").trim();
}

/** What to ask the server; null when there is nothing to ask yet. */
export function toQuestion({ text, filters }: Search): SearchQuestion | null {
  const query = text.trim().replace(begunFilter, "").trim();
  // A conversation alone is a place to look in, not something to look for.
  if (query === "" && filters.every(({ name }) => name === "in")) return null;
  const question: SearchQuestion = { query };
  for (const filter of filters) {
    if (filter.name === "from") question.from = filter.id;
    else if (filter.name === "in") question.conversationId = filter.id;
    else if (filter.name === "has") question.has = [...(question.has ?? []), filter.kind];
    else if (filter.name === "unread") question.unread = true;
    else if ("day" in filter) question[filter.name] = toMidnight(filter.day);
  }
  return question;
}

/** The server's own days are in UTC; people mean theirs. */
function toMidnight(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date).toISOString();
}
