import type { User } from "@parley/protocol";
import { Check, Search, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { moveFocus } from "../kit/moveFocus.ts";
import { Spinner } from "../kit/Spinner.tsx";
import { Avatar } from "./Avatar.tsx";
import { usePeopleSearch } from "./usePeopleSearch.ts";

type Props = { chosen: User[]; onChange: (chosen: User[]) => void; hiddenIds: readonly string[] };

/** Finds people by name and gathers those who are chosen. */
export function PersonPicker({ chosen, onChange, hiddenIds }: Props) {
  const [text, setText] = useState("");
  const search = usePeopleSearch(text);
  const input = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLUListElement>(null);
  const isChosen = (user: User) => chosen.some((other) => other.id === user.id);
  const toggle = (user: User) => {
    onChange(isChosen(user) ? chosen.filter((other) => other.id !== user.id) : [...chosen, user]);
    setText("");
    input.current?.focus();
  };
  const users = search.state === "found" ? search.users.filter((user) => !hiddenIds.includes(user.id)) : [];
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Backspace" && text === "") onChange(chosen.slice(0, -1));
    if (event.key === "ArrowDown") {
      event.preventDefault();
      results.current?.querySelector("button")?.focus();
    }
    if (event.key === "Enter" && users[0]) {
      event.preventDefault();
      toggle(users[0]);
    }
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="mx-5 flex min-h-11 flex-wrap items-center gap-1.5 rounded-panel border border-line-strong/60 bg-surface px-2.5 py-1.5 focus-within:border-accent-ink focus-within:ring-3 focus-within:ring-accent-soft">
        {chosen.map((user) => (
          <span key={user.id} className="flex h-7 max-w-full items-center gap-1.5 rounded-full bg-accent-soft ps-0.5 text-sm">
            <Avatar {...user} size={24} />
            <bdi className="truncate">{user.name}</bdi>
            <button
              type="button"
              aria-label={t("common.remove", { name: user.name })}
              onClick={() => toggle(user)}
              className="grid size-7 place-items-center rounded-full text-muted hover:text-ink"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </span>
        ))}
        {chosen.length === 0 ? <Search aria-hidden className="mx-1 size-4 text-muted" /> : null}
        <input
          ref={input}
          value={text}
          dir={text ? "auto" : undefined}
          autoComplete="off"
          aria-label={t("new.search")}
          placeholder={chosen.length === 0 ? t("new.search") : undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-7 min-w-24 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      <div className="min-h-44 flex-1 overflow-y-auto px-3 py-2" aria-live="polite">
        {search.state === "idle" ? <p className="px-2 py-3 text-sm text-muted">{t("new.hint")}</p> : null}
        {search.state === "failed" ? <p className="px-2 py-3 text-sm text-danger">{t("new.error")}</p> : null}
        {search.state === "loading" ? <Spinner label={t("new.results")} className="py-6" /> : null}
        {search.state === "found" && users.length === 0 ? <p className="px-2 py-3 text-sm text-muted">{t("new.none", { query: search.query })}</p> : null}
        {users.length > 0 ? (
          <ul ref={results} aria-label={t("new.results")} onKeyDown={moveFocus}>
            {users.map((user) => (
              <li key={user.id}>
                <button
                  type="button"
                  aria-pressed={isChosen(user)}
                  onClick={() => toggle(user)}
                  className="flex w-full items-center gap-3 rounded-panel px-2 py-2 text-start hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <Avatar {...user} />
                  <bdi className="min-w-0 flex-1 truncate">{user.name}</bdi>
                  {isChosen(user) ? <Check aria-hidden className="size-5 text-accent-ink" /> : null}
                </button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
