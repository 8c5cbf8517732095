/** The browser's localStorage; undefined in Node, and where the user forbids it (reading the property throws there). */
export function findLocalStorage(): Storage | undefined {
  try {
    return globalThis.localStorage ?? undefined;
  } catch {
    return undefined;
  }
}
