import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

const lookEveryMs = 50;

/**
 * Runs `close`, which ends when the last connection has. Closing ends those
 * that are idle at that moment; one whose answer ends later (a download) is
 * idle from then on, and would be kept for a minute. So would one that has not
 * asked anything yet, which Node does not count as idle: browsers open such
 * connections in advance.
 */
export function httpCloser(http: FastifyInstance): (close: () => Promise<void>) => Promise<void> {
  const sockets = new Set<Socket>();
  http.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return async (close) => {
    const timer = setInterval(() => {
      if (http.server.listening) return;
      http.server.closeIdleConnections();
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, lookEveryMs);
    await close().finally(() => clearInterval(timer));
  };
}
