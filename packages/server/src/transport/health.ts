import { timingSafeEqual } from "node:crypto";
import { fail } from "@parley/protocol";
import type { FastifyInstance } from "fastify";
import type { App } from "../app.ts";

/**
 * For those who run the server. /healthz: this process answers. /readyz: send
 * it requests. Neither says more, for anybody may ask. /metrics exists where
 * METRICS_TOKEN is set, for whoever sends it.
 */
export function mountHealth(http: FastifyInstance, app: App): void {
  http.get("/healthz", async () => ({ status: "ok" }));
  http.get("/readyz", async (_request, reply) => {
    const ready = await app.health.isReady();
    return reply
      .code(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: ready ? "ok" : "unavailable" });
  });
  const { metricsToken } = app.config;
  if (metricsToken === null) return;
  const expected = Buffer.from(`Bearer ${metricsToken}`);
  http.get("/metrics", async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? "");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw fail("unauthenticated");
    return reply.type(app.metrics.contentType).send(await app.metrics.read());
  });
}
