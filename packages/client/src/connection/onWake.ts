type Target = { addEventListener(type: string, listener: () => void): void; removeEventListener(type: string, listener: () => void): void };

/** Calls back when a browser comes back to the network or its page into view. Elsewhere never. Returns how to stop. */
export function onWake(listener: () => void): () => void {
  const page = globalThis as unknown as Partial<Target> & { document?: Target & { visibilityState: string } };
  const { document } = page;
  const onVisible = () => {
    if (document?.visibilityState === "visible") listener();
  };
  page.addEventListener?.("online", listener);
  document?.addEventListener("visibilitychange", onVisible);
  return () => {
    page.removeEventListener?.("online", listener);
    document?.removeEventListener("visibilitychange", onVisible);
  };
}
