import { type Input, type SearchableKind, searchableKind } from "@parley/protocol";

type Fields = Pick<Input<"messages.search">, "query" | "from" | "has" | "before" | "after" | "unread">;

/** What is asked for: words as typed, and filters from the query and from the fields together. */
export type Query = {
  words: { text: string; exact: boolean }[];
  /** The last word may be the beginning of one. */
  unfinished: boolean;
  /** Ids or names; one of them. */
  from: string[];
  fromId: string | null;
  /** Titles; one of them. */
  in: string[];
  has: Set<SearchableKind>;
  /** ISO times: before is exclusive, after is not. */
  before: string | null;
  after: string | null;
  unread: boolean;
};

const part = /(?:(from|in|has|before|after|is):)?(?:"([^"]*)"|(\S+))/gi;
/** One, or many of them. */
const kinds = new Map(searchableKind.options.flatMap((kind) => [kind, `${kind}s`].map((name): [string, SearchableKind] => [name, kind])));

/**
 * Reads `from:ada in:"Frame register" has:image before:2026-01-31 is:unread`
 * and words. What only looks like a filter (`has:fun`, `before:lunch`) is words:
 * any text is a query. Why no parser of npm does this: docs/adr/0010.
 */
export function readQuery(fields: Fields): Query {
  const query: Query = {
    words: [],
    unfinished: /[\p{L}\p{M}\p{N}]$/u.test(fields.query),
    from: [],
    fromId: fields.from ?? null,
    in: [],
    has: new Set(fields.has),
    before: toTime(fields.before),
    after: toTime(fields.after),
    unread: fields.unread ?? false,
  };
  for (const [whole, name, quoted, bare] of fields.query.matchAll(part)) {
    if (name !== undefined && takeFilter(query, name.toLowerCase(), quoted ?? bare ?? "")) query.unfinished &&= !fields.query.endsWith(whole);
    else if (name === undefined && quoted !== undefined) query.words.push({ text: quoted, exact: true });
    else query.words.push({ text: whole, exact: false });
  }
  return query;
}

/** Filters are a question without words: everything that passes them. With words of nothing but punctuation they are none. */
export function isFiltered({ from, fromId, in: titles, has, before, after, unread }: Query): boolean {
  return unread || from.length + titles.length + has.size > 0 || [fromId, before, after].some((filter) => filter !== null);
}

/** Whether it is one. */
function takeFilter(query: Query, name: string, value: string): boolean {
  const kind = kinds.get(value.toLowerCase());
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? toTime(value) : null;
  if (name === "from" && value.trim() !== "") query.from.push(value);
  else if (name === "in" && value.trim() !== "") query.in.push(value);
  else if (name === "has" && kind !== undefined) query.has.add(kind);
  else if (name === "is" && value.toLowerCase() === "unread") query.unread = true;
  else if (name === "before" && time !== null) query.before = earlier(query.before, time);
  else if (name === "after" && time !== null) query.after = earlier(query.after, time) === time ? (query.after ?? time) : time;
  else return false;
  return true;
}

function earlier(one: string | null, other: string): string {
  return one !== null && one < other ? one : other;
}

/** null: no time that can be stored. */
function toTime(value: string | undefined): string | null {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) || time < -62_135_596_800_000 ? null : new Date(time).toISOString();
}
