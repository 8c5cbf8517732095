import { useConnection } from "@parley/react";
import clsx from "clsx";
import { CloudOff, LoaderCircle, LogOut } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "../i18n/t.ts";

/** A reconnection shorter than this is nobody's business. */
const patienceMs = 600;

/** Says when what is shown is not live, and what becomes of what one writes. */
export function ConnectionBanner({ onSignIn }: { onSignIn: () => void }) {
  const { status, failure } = useConnection();
  const live = status === "online" || status === "syncing";
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    setWaited(false);
    if (live) return;
    const timer = setTimeout(() => setWaited(true), patienceMs);
    return () => clearTimeout(timer);
  }, [live]);

  const shown = failure !== null || (!live && waited);
  const Icon = failure ? LogOut : status === "offline" ? CloudOff : LoaderCircle;
  return (
    <div role="status" className={clsx("grid shrink-0 transition-[grid-template-rows] duration-200", shown ? "grid-rows-[1fr]" : "grid-rows-[0fr]")}>
      <div className="min-h-0 overflow-hidden">
        {shown ? (
          <p className="flex items-center justify-center gap-2.5 border-b border-line bg-notice-soft px-4 py-2 text-sm text-notice-ink">
            <Icon aria-hidden className={clsx("size-4 shrink-0", Icon === LoaderCircle && "animate-spin")} />
            <span>{failure ? t("connection.banner.signedOut") : t(status === "offline" ? "connection.banner.offline" : "connection.banner.connecting")}</span>
            {failure ? (
              <button type="button" onClick={onSignIn} className="rounded-full px-2 py-0.5 font-semibold underline underline-offset-2">
                {t("connection.banner.signIn")}
              </button>
            ) : null}
          </p>
        ) : null}
      </div>
    </div>
  );
}
