/** Who draws a value that lives outside of React. `otherTabs`: it is kept in localStorage, where other tabs change it as well. */
export function createFollowers({ otherTabs = false } = {}) {
  const listeners = new Set<() => void>();
  return {
    tell(): void {
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      if (otherTabs) addEventListener("storage", listener);
      return () => {
        listeners.delete(listener);
        removeEventListener("storage", listener);
      };
    },
  };
}
