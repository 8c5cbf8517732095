import { Search, X } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";

/** The id by which Ctrl+K and "/" find the field. */
export const searchFieldId = "conversation-search";

export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      if (value) onChange("");
      else input.current?.blur();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      input.current?.closest("nav")?.querySelector<HTMLAnchorElement>("ul a")?.focus();
    }
  };
  return (
    <search className="relative block px-4 pb-2">
      <Search aria-hidden className="pointer-events-none absolute inset-s-7.5 top-3 size-4 text-muted" />
      <input
        ref={input}
        id={searchFieldId}
        type="search"
        value={value}
        dir={value ? "auto" : undefined}
        autoComplete="off"
        aria-label={t("list.search")}
        placeholder={t("list.search")}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-full border border-transparent bg-sunken px-10 text-base outline-none transition-shadow focus:border-accent-ink focus:bg-surface focus:ring-3 focus:ring-accent-soft wide:text-[0.9375rem] [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? (
        <IconButton
          label={t("list.clearSearch")}
          size="small"
          className="absolute inset-e-5 top-1"
          onClick={() => {
            onChange("");
            input.current?.focus();
          }}
        >
          <X aria-hidden className="size-4" />
        </IconButton>
      ) : null}
    </search>
  );
}
