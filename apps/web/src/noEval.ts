// Must be imported before anything that imports zod: it would compile validators with `new Function`, which the content
// security policy forbids. This is zod's own global configuration; the web application does not depend on zod itself.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

export {};
