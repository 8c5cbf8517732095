import { useSyncExternalStore } from "react";
import { createFollowers } from "../kit/createFollowers.ts";
import { isEmpty, type Search } from "./filters.ts";

/** As many as fit above the keyboard of a telephone. */
const mostRecent = 6;
const prefix = "parley.recentSearches:";
const followers = createFollowers({ otherTabs: true });
const nothing: Search[] = [];
let read = { raw: "", searches: nothing };

function isSearch(value: unknown): value is Search {
  const { text, filters } = (value ?? {}) as Partial<Search>;
  return typeof text === "string" && Array.isArray(filters) && filters.every((filter) => typeof filter?.name === "string");
}

/** What was kept; nothing when it is not ours. */
export function parseRecent(raw: string): Search[] {
  try {
    const value: unknown = JSON.parse(raw);
    return Array.isArray(value) ? value.filter(isSearch).slice(0, mostRecent) : nothing;
  } catch {
    return nothing;
  }
}

/** The newest first. A search replaces the same one, and the one that it continues. */
export function addRecent(searches: readonly Search[], search: Search): Search[] {
  const added = { text: search.text.trim(), filters: search.filters };
  const filters = JSON.stringify(added.filters);
  const others = searches.filter((other) => JSON.stringify(other.filters) !== filters || !added.text.toLowerCase().startsWith(other.text.toLowerCase()));
  return [added, ...others].slice(0, mostRecent);
}

function snapshot(userId: string): Search[] {
  const raw = localStorage.getItem(prefix + userId) ?? "";
  if (raw !== read.raw) read = { raw, searches: parseRecent(raw) };
  return read.searches;
}

export function rememberSearch(userId: string, search: Search): void {
  if (isEmpty(search)) return;
  localStorage.setItem(prefix + userId, JSON.stringify(addRecent(snapshot(userId), search)));
  followers.tell();
}

/** By the person's wish, and on signing out: what one looked for is not for the next person at this screen. */
export function forgetSearches(userId: string): void {
  localStorage.removeItem(prefix + userId);
  followers.tell();
}

export function useRecentSearches(userId: string): Search[] {
  return useSyncExternalStore(followers.subscribe, () => snapshot(userId));
}
