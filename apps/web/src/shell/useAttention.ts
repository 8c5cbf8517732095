import { useSyncExternalStore } from "react";
import { usePresent } from "./usePresent.ts";

function subscribe(listener: () => void): () => void {
  addEventListener("focus", listener);
  addEventListener("blur", listener);
  return () => {
    removeEventListener("focus", listener);
    removeEventListener("blur", listener);
  };
}

/** Somebody looks at this window: it is visible, live, and has the focus. */
export function useAttention(): boolean {
  const focused = useSyncExternalStore(subscribe, () => document.hasFocus());
  return usePresent() && focused;
}
