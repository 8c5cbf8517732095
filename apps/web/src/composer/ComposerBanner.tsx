import { Pencil, Reply, X } from "lucide-react";
import { toExcerpt } from "../chat/toExcerpt.ts";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import type { Composing } from "./Composer.tsx";

type Props = { composing: NonNullable<Composing>; meId: string; onCancel: () => void };

/** What one replies to or edits. */
export function ComposerBanner({ composing, meId, onCancel }: Props) {
  const { kind, message } = composing;
  const name = message.sender.id === meId ? t("message.you") : message.sender.name;
  const Icon = kind === "edit" ? Pencil : Reply;
  return (
    <div className="flex items-center gap-3 border-b border-line ps-4 pe-1.5 py-1.5">
      <Icon aria-hidden className="size-4 shrink-0 text-accent-ink rtl:-scale-x-100" />
      <div className="min-w-0 flex-1 text-sm">
        <div className="truncate font-semibold text-accent-ink">{kind === "edit" ? t("composer.editing") : t("composer.replyingTo", { name })}</div>
        <div dir="auto" className="truncate text-muted">
          {toExcerpt(message)}
        </div>
      </div>
      <IconButton label={t(kind === "edit" ? "composer.cancelEdit" : "composer.cancelReply")} size="medium" onClick={onCancel}>
        <X aria-hidden className="size-4.5" />
      </IconButton>
    </div>
  );
}
