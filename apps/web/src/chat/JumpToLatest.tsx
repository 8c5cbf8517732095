import { ChevronDown } from "lucide-react";
import { t } from "../i18n/t.ts";
import { LabelledButton } from "../kit/LabelledButton.tsx";

export function JumpToLatest({ count, onJump }: { count: number; onJump: () => void }) {
  const label = count > 0 ? t("chat.latestCount", { count }) : t("chat.latest");
  return (
    <LabelledButton
      label={label}
      onClick={onJump}
      className="absolute inset-e-4 bottom-8 grid size-11 place-items-center rounded-full border border-line bg-raised text-muted shadow-float transition-colors hover:text-ink wide:inset-e-6"
    >
      <ChevronDown aria-hidden className="size-5" />
      {count > 0 ? (
        <span
          aria-hidden
          className="absolute -top-2 min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-semibold text-on-accent tabular-nums"
        >
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
    </LabelledButton>
  );
}
