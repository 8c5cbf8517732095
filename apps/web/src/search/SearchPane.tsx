import clsx from "clsx";
import { Search as SearchIcon } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { EmptyState } from "../kit/EmptyState.tsx";
import { readBegunFilter } from "./begunFilter.ts";
import { FilterBar } from "./FilterBar.tsx";
import { emptySearch, type Filter, isEmpty, type Search, toQuestion, withFilter, withoutTyped } from "./filters.ts";
import { ActiveOption } from "./OptionsContext.ts";
import { RecentSearches } from "./RecentSearches.tsx";
import { Results } from "./Results.tsx";
import { ResultsNotice } from "./ResultsNotice.tsx";
import { rememberSearch, useRecentSearches } from "./recentSearches.ts";
import { SearchField } from "./SearchField.tsx";
import { Suggestions } from "./Suggestions.tsx";
import { useOptions } from "./useOptions.ts";
import { useSearchView } from "./useSearchView.ts";
import { useSuggestions } from "./useSuggestions.ts";

/** Search over everything; what it covers stays below it as it was, and is there again when one leaves. */
export function SearchPane({ meId, children }: { meId: string; children: ReactNode }) {
  const [search, setSearch] = useState<Search>(emptySearch);
  const [isFocused, setFocused] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const cameFrom = useRef<HTMLElement | null>(null);
  const listId = useId();
  const view = useSearchView(search);
  const begun = useMemo(() => readBegunFilter(search.text), [search.text]);
  const suggestions = useSuggestions(begun);
  const recent = useRecentSearches(meId);
  const empty = isEmpty(search);
  /** More than the beginning of a filter. */
  const asks = toQuestion(search) !== null;
  const isOpen = isFocused || !empty;
  const options = useOptions(list, view.settled || suggestions.length > 0);

  const change = (next: Search) => {
    setSearch(next);
    options.reset();
    list.current?.parentElement?.scrollTo({ top: 0 });
  };
  const changeAndType = (next: Search) => {
    change(next);
    input.current?.focus();
  };
  const chooseFilter = (filter: Filter) => changeAndType(withFilter({ ...search, text: search.text.slice(0, begun?.start).trimEnd() }, filter));
  const leave = () => {
    change(emptySearch);
    setFocused(false);
    if (cameFrom.current?.isConnected) cameFrom.current.focus();
    else (document.activeElement as HTMLElement | null)?.blur();
    cameFrom.current = null;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // While an input method composes, Enter and Escape belong to it. Safari says so only by the key code.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const atStart = event.currentTarget.selectionStart === 0 && event.currentTarget.selectionEnd === 0;
    if (event.key === "Backspace" && atStart && search.filters.length > 0) change({ ...search, filters: search.filters.slice(0, -1) });
    else if (event.key === "Enter" && options.activeId === null && suggestions.length === 0 && matchMedia("(pointer: coarse)").matches) input.current?.blur();
    else if (event.key === "Tab" && !event.shiftKey && begun && suggestions[0]) chooseFilter(suggestions[0]);
    else if (!options.onKeyDown(event)) return;
    event.preventDefault();
  };
  const onFocus = (event: FocusEvent) => {
    const from = event.relatedTarget as HTMLElement | null;
    if (!isFocused && from && !event.currentTarget.contains(from)) cameFrom.current = from;
    if (event.target === input.current) setFocused(true);
  };

  return (
    <>
      <search
        className="flex shrink-0 flex-col"
        onFocus={onFocus}
        onBlur={(event) => {
          if (!event.currentTarget.parentElement?.querySelector("[data-search]")?.contains(event.relatedTarget)) setFocused(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing || !isOpen) return;
          event.preventDefault();
          leave();
        }}
        data-search
      >
        <SearchField
          input={input}
          value={search.text}
          onChange={(text) => change({ ...search, text })}
          onKeyDown={onKeyDown}
          isOpen={isOpen}
          busy={asks && !view.settled && !view.problem}
          onLeave={leave}
          listId={listId}
          activeId={options.activeId}
        />
        {isOpen ? <FilterBar search={search} onChange={changeAndType} /> : null}
        <div role="status" className="sr-only">
          {empty ? "" : view.summary}
        </div>
      </search>
      <div className="relative min-h-0 flex-1">
        <div
          inert={isOpen}
          className={clsx("absolute inset-0 flex flex-col overflow-y-auto overscroll-contain pb-[env(safe-area-inset-bottom)]", isOpen && "invisible")}
        >
          {children}
        </div>
        <ActiveOption value={isFocused ? options.activeId : null}>
          <div
            hidden={!isOpen}
            className={clsx("absolute inset-0 overflow-y-auto overscroll-contain pt-1 pb-[env(safe-area-inset-bottom)]", isOpen ? "flex flex-col" : "hidden")}
          >
            <div ref={list} id={listId} role="listbox" aria-label={t("search.results")}>
              {isOpen && suggestions.length > 0 ? <Suggestions suggestions={suggestions} onChoose={chooseFilter} /> : null}
              {isOpen && empty && recent.length > 0 ? <RecentSearches recent={recent} meId={meId} onChoose={changeAndType} /> : null}
              {isOpen && asks ? <Results view={view} meId={meId} onOpen={() => rememberSearch(meId, search)} /> : null}
            </div>
            {isOpen && asks ? <ResultsNotice view={view} onUnfilter={() => changeAndType({ text: withoutTyped(search.text), filters: [] })} /> : null}
            {isOpen && !asks && suggestions.length === 0 && !(empty && recent.length > 0) ? (
              <EmptyState
                icon={<SearchIcon />}
                title={t(empty ? "search.hint.title" : "search.within.title")}
                text={t(search.filters.length > 0 ? "search.within.text" : "search.hint.text")}
              />
            ) : null}
          </div>
        </ActiveOption>
      </div>
    </>
  );
}
