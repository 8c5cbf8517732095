import type { ErrorCode, OperationName } from "@parley/protocol";
import { operations } from "@parley/protocol";
import type pg from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Connections } from "./events/connections.ts";

/** Around what a durable answer takes: half a millisecond to five seconds. */
const buckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

type Timer = Pick<ReturnType<Histogram["labels"]>, "observe">;

/** What an operator watches, in Prometheus' format. Labels come from the contract, never from a client. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #timers: Record<OperationName, Timer>;
  readonly #refusals: Counter<"operation" | "code">;

  constructor({ pool, connections, process: wantsProcess }: { pool: pg.Pool; connections: Connections; process: boolean }) {
    const registers = [this.#registry];
    const durations = new Histogram({ name: "parley_operation_seconds", help: "Time to answer an operation", labelNames: ["operation"], buckets, registers });
    this.#timers = Object.fromEntries(Object.keys(operations).map((operation) => [operation, durations.labels(operation)])) as unknown as Record<
      OperationName,
      Timer
    >;
    this.#refusals = new Counter({ name: "parley_refusals_total", help: "Operations that were refused", labelNames: ["operation", "code"], registers });
    gauge("parley_sockets", "Open sockets", () => connections.count);
    gauge("parley_streams", "Open streams of server-sent events", () => connections.streams.count);
    gauge("parley_database_connections", "Open connections to PostgreSQL", () => pool.totalCount);
    gauge("parley_database_waiting", "Requests that wait for a connection to PostgreSQL", () => pool.waitingCount);
    if (wantsProcess) collectDefaultMetrics({ register: this.#registry });

    function gauge(name: string, help: string, read: () => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    }
  }

  answered(operation: OperationName, sinceMs: number): void {
    this.#timers[operation].observe((performance.now() - sinceMs) / 1000);
  }

  refused(operation: OperationName, code: ErrorCode | "internal"): void {
    this.#refusals.inc({ operation, code });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  read(): Promise<string> {
    return this.#registry.metrics();
  }
}
