/** Where the native contract answers: at the root, unless the page names another path (ROOT_DIALECT). */
export const serverUrl = location.origin + (document.querySelector<HTMLMetaElement>('meta[name="parley-path"]')?.content ?? "");
