import { ParleyError } from "@parley/protocol";
import type { Outcome } from "./history.ts";

/** Nothing has left: there is no connection. */
export class NotSent extends Error {}

/** What a device may conclude from a failure. Only a refusal with a code below 500, and a stop that was announced, are certain. */
export function outcomeOf(error: unknown): { outcome: Exclude<Outcome, "ok">; code: string } {
  if (error instanceof NotSent) return { outcome: "fail", code: "not_sent" };
  if (!(error instanceof ParleyError)) throw error;
  const isDefinite = error.status < 500 || error.code === "server_draining";
  return { outcome: isDefinite ? "fail" : "info", code: error.code };
}
