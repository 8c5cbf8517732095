import type { ParleyState } from "@parley/client";
import { useParleyState } from "@parley/react";
import { useEffect } from "react";

/** Texts outlive the page, files that are not there yet do not. */
function wouldLoseFiles({ staged, outbox }: ParleyState): boolean {
  return staged.length > 0 || outbox.some(({ uploads }) => uploads.some(({ status }) => status === "waiting" || status === "uploading"));
}

/** Lets the browser ask before it leaves the page with files on their way. */
export function useLeaveWarning(): void {
  const loses = useParleyState(wouldLoseFiles);
  useEffect(() => {
    if (!loses) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [loses]);
}
