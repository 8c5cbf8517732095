import type { ListName } from "@parley/client";
import type { OwnUser } from "@parley/protocol";
import { Archive, ArrowLeft, SquarePen } from "lucide-react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { AccountMenu } from "../shell/AccountMenu.tsx";

type Props = { me: OwnUser; list: ListName; onList: (list: ListName) => void; onNew: () => void; onSignOut: () => void };

export function PaneHeader({ me, list, onList, onNew, onSignOut }: Props) {
  const archived = list === "archived";
  return (
    <header className="flex h-16 shrink-0 items-center gap-1 ps-5 pe-3">
      {archived ? (
        <IconButton label={t("list.showActive")} className="-ms-2.5" onClick={() => onList("active")}>
          <ArrowLeft aria-hidden className="size-5 rtl:-scale-x-100" />
        </IconButton>
      ) : null}
      <h1 className="min-w-0 flex-1 truncate text-xl font-semibold tracking-tight">{t(archived ? "list.archivedTitle" : "list.title")}</h1>
      {archived ? null : (
        <IconButton label={t("list.showArchived")} onClick={() => onList("archived")}>
          <Archive aria-hidden className="size-5" />
        </IconButton>
      )}
      <IconButton label={t("list.new")} onClick={onNew}>
        <SquarePen aria-hidden className="size-5" />
      </IconButton>
      <AccountMenu me={me} onSignOut={onSignOut} />
    </header>
  );
}
