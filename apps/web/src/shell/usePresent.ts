import { useConnection } from "@parley/react";
import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** The window is visible, and what it shows is live. */
export function usePresent(): boolean {
  const visible = useSyncExternalStore(subscribe, () => document.visibilityState === "visible");
  return useConnection().status === "online" && visible;
}
