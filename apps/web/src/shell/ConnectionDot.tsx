import type { ConnectionStatus } from "@parley/client";
import { useConnection } from "@parley/react";
import clsx from "clsx";
import { t } from "../i18n/t.ts";

const looks: Record<ConnectionStatus, { className: string; label: "connection.online" | "connection.connecting" | "connection.offline" }> = {
  online: { className: "bg-online", label: "connection.online" },
  syncing: { className: "bg-online animate-breathe", label: "connection.online" },
  connecting: { className: "border-2 border-offline border-t-transparent animate-spin", label: "connection.connecting" },
  idle: { className: "border-2 border-offline", label: "connection.offline" },
  offline: { className: "border-2 border-offline", label: "connection.offline" },
};

/** Green: what is shown is live. A ring: it is not. */
export function ConnectionDot({ className }: { className?: string }) {
  const { status, failure } = useConnection();
  const look = looks[status];
  const label = failure ? t("connection.signedOut") : t(look.label);
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      data-connection={status}
      className={clsx("grid size-3.5 place-items-center rounded-full bg-surface", className)}
    >
      <span aria-hidden className={clsx("size-2.5 rounded-full", look.className)} />
    </span>
  );
}
