import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import staticFiles from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Mount, nativePath } from "../dialects/mounts.ts";
import { handleNotFound } from "./notFound.ts";

const builtApp = fileURLToPath(new URL("../../../../apps/web/dist", import.meta.url));

/**
 * Serves the built web application, if it was built. Its hashed assets never
 * change; its page is asked for anew. The application speaks the native dialect:
 * where another one answers at the root, its page says where the native one is.
 */
export async function mountWeb(http: FastifyInstance, mounts: readonly Mount[]): Promise<boolean> {
  const webApp = existsSync(builtApp);
  const isAtRoot = mounts[0]?.dialect.name === "native";
  const page = webApp && !isAtRoot ? toPage(readFileSync(join(builtApp, "index.html"), "utf8")) : "";
  const sendPage = (reply: FastifyReply): FastifyReply => (isAtRoot ? reply.sendFile("index.html") : reply.type("text/html; charset=utf-8").send(page));
  if (webApp) {
    await http.register(staticFiles, {
      root: builtApp,
      cacheControl: false,
      ...(!isAtRoot && { index: false as const }),
      setHeaders: (reply, path) => reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
    });
  }
  handleNotFound(http, mounts, webApp ? sendPage : null);
  return webApp;
}

function toPage(html: string): string {
  return html.replace("<head>", `<head><meta name="parley-path" content="${nativePath}">`);
}
