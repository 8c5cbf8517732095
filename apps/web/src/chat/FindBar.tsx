import { limits } from "@parley/protocol";
import { ChevronDown, ChevronUp, RotateCw, Search, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { Spinner } from "../kit/Spinner.tsx";
import { toSearchErrorText } from "../search/toSearchErrorText.ts";
import type { Find } from "./useFind.ts";
import { findFieldId } from "./useFindShortcut.ts";

/** Searches the conversation below it: what, how many, the one before, the one after. */
export function FindBar({ find }: { find: Find }) {
  const { text, total, place, busy, error } = find;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") find.close();
    else if (event.key === "ArrowUp" || (event.key === "Enter" && !event.shiftKey)) find.older();
    else if (event.key === "ArrowDown" || event.key === "Enter") find.newer();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="flex shrink-0 flex-col border-b border-line bg-surface px-2 py-2 wide:px-4">
      <div className="flex items-center gap-1">
        <div className="relative min-w-0 flex-1">
          {busy && text ? (
            <Spinner label={t("search.loading")} className="pointer-events-none absolute inset-s-3 top-2.5" />
          ) : (
            <Search aria-hidden className="pointer-events-none absolute inset-s-3.5 top-3 size-4 text-muted" />
          )}
          <input
            id={findFieldId}
            // biome-ignore lint/a11y/noAutofocus: whoever opens it is about to type
            autoFocus
            type="text"
            enterKeyHint="search"
            autoComplete="off"
            maxLength={limits.searchText}
            value={text}
            dir={text ? "auto" : undefined}
            aria-label={t("find.field")}
            placeholder={t("find.field")}
            onChange={(event) => find.setText(event.target.value)}
            onKeyDown={onKeyDown}
            className="h-10 w-full rounded-full border border-transparent bg-sunken ps-10 pe-24 text-base outline-none transition-shadow focus:border-accent-ink focus:bg-surface focus:ring-3 focus:ring-accent-soft wide:text-[0.9375rem]"
          />
          <span role="status" className="pointer-events-none absolute inset-e-4 top-2.5 text-sm leading-5 text-muted tabular-nums">
            {total && text.trim() && !error ? <bdi>{toPlaceText(place, total)}</bdi> : null}
          </span>
        </div>
        <IconButton label={t("find.older")} disabled={!total || total.count === 0} onClick={find.older}>
          <ChevronUp aria-hidden className="size-5" />
        </IconButton>
        <IconButton label={t("find.newer")} disabled={!total || total.count === 0} onClick={find.newer}>
          <ChevronDown aria-hidden className="size-5" />
        </IconButton>
        <IconButton label={t("find.close")} onClick={find.close}>
          <X aria-hidden className="size-5" />
        </IconButton>
      </div>
      {error && text.trim() ? (
        <p role="alert" className="flex items-center gap-2 px-3.5 pt-1 text-sm text-danger">
          {toSearchErrorText(error)}
          <IconButton label={t("common.retry")} size="small" onClick={find.retry}>
            <RotateCw aria-hidden className="size-4" />
          </IconButton>
        </p>
      ) : null}
    </search>
  );
}

function toPlaceText(place: number, { count, exact }: { count: number; exact: boolean }): string {
  if (count === 0) return t("find.none");
  return exact ? t("find.place", { at: place, count }) : t("find.placeAtLeast", { at: place, count });
}
