import { t } from "../i18n/t.ts";

export function UnreadDivider() {
  return (
    <div className="flex items-center gap-3 py-3 text-xs font-semibold text-accent-ink before:h-px before:flex-1 before:bg-accent-ink/30 after:h-px after:flex-1 after:bg-accent-ink/30">
      {t("chat.unread")}
    </div>
  );
}
