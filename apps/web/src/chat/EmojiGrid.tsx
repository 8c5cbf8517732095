import type { KeyboardEvent } from "react";
import { t } from "../i18n/t.ts";
import { emojiGroups } from "./emoji.ts";

const columns = 8;

function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  const rtl = getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1;
  const steps: Record<string, number> = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: columns, ArrowUp: -columns };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
}

/** Emoji to choose from; arrow keys move. */
export function EmojiGrid({ onChoose }: { onChoose: (emoji: string) => void }) {
  return (
    <div
      onKeyDown={moveInGrid}
      role="toolbar"
      aria-label={t("reaction.more")}
      className="max-h-72 w-76 max-w-[calc(100vw-2rem)] overflow-y-auto overscroll-contain p-2"
    >
      {emojiGroups.map((group, at) => (
        <section key={group.name}>
          <h3 className="px-1.5 pt-1.5 pb-1 text-xs font-medium text-muted">{t(group.name)}</h3>
          <div className="grid grid-cols-8">
            {group.emoji.map((emoji, place) => (
              <button
                key={emoji}
                type="button"
                tabIndex={at === 0 && place === 0 ? 0 : -1}
                aria-label={t("reaction.quick", { emoji })}
                onClick={() => onChoose(emoji)}
                className="grid aspect-square place-items-center rounded-lg text-xl hover:bg-hover focus-visible:-outline-offset-2"
              >
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
