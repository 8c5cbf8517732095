import { startTestServer } from "@parley/testkit";
import { test } from "vitest";
test("x", async () => {
  const s = await startTestServer();
  const c = await s.connect("ada");
  (c.io.engine.transport as any).ws.pause();
  const sock = s.server.app.connections.of("ada")[0] as any;
  const ws = sock.conn.transport.socket;
  console.log("timeout", ws._closeTimeout, ws.readyState);
  const t = Date.now();
  ws._socket.on("close", () => console.log("tcp closed", Date.now() - t));
  const p = s.server.stop().then(() => console.log("stopped", Date.now() - t));
  for (let i = 0; i < 8; i++) { await new Promise((r) => setTimeout(r, 1000)); console.log(i, ws.readyState, ws._socket?.destroyed, (s.server.http.server as any)._connections, process.getActiveResourcesInfo().join(" ").slice(0,300)); }
  await p;
}, 60000);
