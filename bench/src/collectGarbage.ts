import { once } from "node:events";

const limitMs = 10_000;

/**
 * Has a server collect its garbage through its inspector, which SIGUSR1 opens.
 * Memory that waits to be collected says when the collector last ran, and not
 * what a connection keeps.
 */
export async function collectGarbage(pid: number, inspectorPort: number): Promise<void> {
  process.kill(pid, "SIGUSR1");
  const inspector = new WebSocket(await findInspector(inspectorPort));
  await once(inspector, "open");
  // Twice: the first run finds what finalizers then let go.
  for (const id of [1, 2]) {
    inspector.send(JSON.stringify({ id, method: "HeapProfiler.collectGarbage" }));
    await once(inspector, "message", { signal: AbortSignal.timeout(limitMs) });
  }
  inspector.close();
}

async function findInspector(port: number): Promise<string> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
      if (target) return target.webSocketDebuggerUrl;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
