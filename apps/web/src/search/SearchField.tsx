import { limits } from "@parley/protocol";
import { ArrowLeft, Search as SearchIcon, X } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { Spinner } from "../kit/Spinner.tsx";

/** The id by which Ctrl+K and "/" find the field. */
export const searchFieldId = "search";

type Props = {
  input: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (value: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  isOpen: boolean;
  busy: boolean;
  onLeave: () => void;
  listId: string;
  activeId: string | null;
};

/** Where one types; the results below are moved through from here. */
export function SearchField({ input, value, onChange, onKeyDown, isOpen, busy, onLeave, listId, activeId }: Props) {
  return (
    <div className="relative px-4 pb-2.5">
      {isOpen ? (
        <IconButton label={t("search.leave")} size="small" className="absolute inset-s-5 top-1 wide:hidden" onClick={onLeave}>
          <ArrowLeft aria-hidden className="size-4.5 rtl:-scale-x-100" />
        </IconButton>
      ) : null}
      {busy ? (
        <Spinner
          label={t("search.loading")}
          className={`pointer-events-none absolute top-2.5 ${isOpen ? "inset-e-14 wide:inset-s-7 wide:inset-e-auto" : "inset-s-7"}`}
        />
      ) : null}
      <SearchIcon
        aria-hidden
        className={`pointer-events-none absolute inset-s-7.5 top-3 size-4 text-muted ${isOpen ? "hidden wide:block" : ""} ${busy ? "invisible" : ""}`}
      />
      <input
        ref={input}
        id={searchFieldId}
        type="text"
        role="combobox"
        enterKeyHint="search"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={limits.searchText}
        value={value}
        dir={value ? "auto" : undefined}
        aria-label={t("search.field")}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={activeId ?? undefined}
        placeholder={t("search.field")}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-full border border-transparent bg-sunken px-10 text-base outline-none transition-shadow focus:border-accent-ink focus:bg-surface focus:ring-3 focus:ring-accent-soft wide:text-[0.9375rem]"
      />
      {isOpen ? (
        <IconButton label={t("search.leave")} size="small" className="absolute inset-e-5 top-1 not-wide:hidden" onClick={onLeave}>
          <X aria-hidden className="size-4" />
        </IconButton>
      ) : null}
    </div>
  );
}
