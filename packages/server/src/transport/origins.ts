import type { IncomingMessage } from "node:http";
import type { Config } from "../config.ts";

/**
 * Whether a browser page of this origin may call. Our own host, PUBLIC_URL and
 * CLIENT_ORIGINS may; outside production any local port, for development
 * servers. No Origin header: not a browser, and the token decides alone.
 */
export function originAllowed(config: Config, origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (url === null) return false;
  if (host !== undefined && url.host === host) return true;
  if (config.publicUrl !== null && url.origin === new URL(config.publicUrl).origin) return true;
  if (!config.production && (url.hostname === "localhost" || url.hostname === "127.0.0.1")) return true;
  return config.clientOrigins.includes(url.origin);
}

export function requestOriginAllowed(config: Config, request: Pick<IncomingMessage, "headers">): boolean {
  return originAllowed(config, request.headers.origin, request.headers.host);
}
