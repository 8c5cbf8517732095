import { once } from "node:events";
import { connect } from "node:net";
import { startTestServer } from "@parley/testkit";
import { expect, test } from "vitest";

test("F2 a connection that has asked nothing does not hold up a stop", async () => {
  const server = await startTestServer();
  const { hostname, port } = new URL(server.url);
  const silent = connect({ host: hostname, port: Number(port) });
  silent.on("error", () => {});
  await once(silent, "connect");
  await server.fetch("/healthz");
  const closed = once(silent, "close");
  // Without this, Node waits for it a minute and more: longer than this test may take.
  await server.stop();
  await closed;
  expect(silent.destroyed).toBe(true);
}, 45_000);
