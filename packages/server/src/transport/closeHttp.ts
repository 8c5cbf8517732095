import type { FastifyInstance } from "fastify";

const lookEveryMs = 50;

/**
 * Runs `close`, which ends when the last connection has. Closing ends those
 * that are idle at that moment; one whose answer ends later (a download) is
 * idle from then on, and would be kept for a minute.
 */
export async function closeHttp(http: FastifyInstance, close: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => {
    if (!http.server.listening) http.server.closeIdleConnections();
  }, lookEveryMs);
  await close().finally(() => clearInterval(timer));
}
