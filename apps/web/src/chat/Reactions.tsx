import type { Message, Reaction } from "@parley/protocol";
import { useParley } from "@parley/react";
import clsx from "clsx";
import { t } from "../i18n/t.ts";
import { showError } from "../shell/toasts.ts";
import { useChat } from "./ChatContext.ts";

const namesShown = 8;

/** Each emoji once, with how many gave it. Pressing adds or takes back one's own. */
export function Reactions({ message, own }: { message: Message; own: boolean }) {
  const parley = useParley();
  const { meId, names } = useChat();
  const byEmoji = Map.groupBy(message.reactions, (reaction: Reaction) => reaction.emoji);
  const nameOf = ({ userId }: Reaction) => (userId === meId ? t("message.you") : (names.get(userId) ?? "…"));
  return (
    <ul aria-label={t("reaction.list")} className={clsx("z-1 -mt-1.5 flex flex-wrap gap-1 px-1.5", own && "justify-end")}>
      {[...byEmoji].map(([emoji, given]) => {
        const mine = given.some((reaction) => reaction.userId === meId);
        const label = t("reaction.chip", { emoji, count: given.length, names: given.slice(0, namesShown).map(nameOf).join(", ") });
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={mine}
              aria-label={label}
              title={label}
              onClick={() => parley.messages.react(message, emoji).catch(showError)}
              className={clsx(
                "flex h-6.5 items-center gap-1 rounded-full border px-1.5 text-xs shadow-bubble transition-colors",
                mine ? "border-accent-ink bg-accent-soft font-semibold text-accent-ink" : "border-line bg-surface text-muted hover:bg-hover",
              )}
            >
              <span className="text-sm leading-none">{emoji}</span>
              {given.length > 1 ? <span className="tabular-nums">{given.length}</span> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
