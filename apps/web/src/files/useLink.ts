import { ParleyError } from "@parley/protocol";
import { useParley, useParleyState } from "@parley/react";
import { useCallback, useEffect, useState } from "react";

export type Link = {
  /** undefined until it is known. */
  url: string | undefined;
  /** It cannot be had, now or at all. */
  failed: boolean;
  /** Changes when what shows it must load again: its `key`. */
  attempt: number;
  /** For `onError`: addresses end after some minutes, and connections break. */
  renew: () => void;
};

type State = { url?: string; failed: boolean; gone: boolean; attempt: number };

/** The address of a file while it is shown, renewed where it has ended. */
export function useLink(attachmentId: string, variant: "original" | "thumbnail" = "original"): Link {
  const parley = useParley();
  const online = useParleyState(({ connection }) => connection === "online");
  const [state, setState] = useState<State>({ failed: false, gone: false, attempt: 0 });
  const { attempt } = state;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt asks again
  useEffect(() => {
    let stale = false;
    parley.attachments.link(attachmentId, variant).then(
      (url) => stale || setState((now) => ({ ...now, url, failed: false })),
      (error) => stale || setState((now) => ({ ...now, failed: true, gone: error instanceof ParleyError && !error.retryable })),
    );
    return () => {
      stale = true;
    };
  }, [parley, attachmentId, variant, attempt]);

  useEffect(() => {
    if (online) setState((now) => (now.failed && !now.gone ? { ...now, failed: false, attempt: now.attempt + 1 } : now));
  }, [online]);

  // Once at once; after that when the connection comes back.
  const renew = useCallback(() => setState((now) => (now.attempt === 0 ? { ...now, attempt: 1 } : { ...now, failed: true })), []);
  return { url: state.url, failed: state.failed, attempt, renew };
}
