import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import staticFiles from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { handleNotFound } from "./notFound.ts";

const builtApp = fileURLToPath(new URL("../../../../apps/web/dist", import.meta.url));

/** Serves the built web application, if it was built. Its hashed assets never change; its page is asked for anew. */
export async function mountWeb(http: FastifyInstance): Promise<boolean> {
  const webApp = existsSync(builtApp);
  if (webApp) {
    await http.register(staticFiles, {
      root: builtApp,
      cacheControl: false,
      setHeaders: (reply, path) => reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
    });
  }
  handleNotFound(http, { webApp });
  return webApp;
}
