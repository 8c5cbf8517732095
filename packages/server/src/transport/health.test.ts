import { ask, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const metricsToken = "a token of sixteen or more";

describe("a healthy node", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ METRICS_TOKEN: metricsToken });
  });
  afterAll(() => server.stop());

  test("S38 tells anybody that it is alive and ready, and nothing else", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      const answer = await server.fetch(path);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ status: "ok" });
    }
  });

  test("S38 shows its metrics to whoever has the token of the operator, not to its users", async () => {
    expect((await server.fetch("/metrics")).status).toBe(401);
    expect((await server.fetch("/metrics", { token: "another token of that length" })).status).toBe(401);
    expect((await server.fetch("/metrics", { token: await server.tokenFor("root", { role: "admin" }) })).status).toBe(401);
    expect((await server.fetch("/metrics", { token: metricsToken })).status).toBe(200);
  });

  test("metrics count sockets, answers and refusals by operation, and watch the process", async () => {
    const socket = await server.connect("ada");
    await ask(socket, "user:me");
    await ask(socket, "message:list", {}).catch(() => {});
    const text = await (await server.fetch("/metrics", { token: metricsToken })).text();
    expect(text).toMatch(/^parley_sockets 1$/m);
    expect(text).toMatch(/^parley_operation_seconds_count\{operation="users.me"\} 1$/m);
    expect(text).toMatch(/^parley_refusals_total\{operation="messages.list",code="validation_failed"\} 1$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^process_resident_memory_bytes /m);
  });

  test("a node that is told to stop is alive, and not ready", async () => {
    server.server.app.health.drain();
    expect((await server.fetch("/healthz")).status).toBe(200);
    const answer = await server.fetch("/readyz");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("connection")).toBe("close");
    await expect(server.connect("bob")).rejects.toThrow();
  });
});

test("S38 without a token of the operator there are no metrics", async () => {
  const server = await startTestServer();
  try {
    expect((await server.fetch("/metrics", { token: metricsToken })).status).toBe(404);
  } finally {
    await server.stop();
  }
});
