import type { Evidence } from "./evidence.ts";
import type { Kind, Outcome } from "./history.ts";

/** What was judged, so that "nothing was lost" says of how much. `unsent` found no connection. */
export type Tally = {
  operations: Partial<Record<Kind, Record<Outcome | "unsent", number>>>;
  messages: number;
  conversations: number;
  heard: number;
  devices: number;
};

export function tally({ attempts, truth, heard, views }: Evidence): Tally {
  const operations: Tally["operations"] = {};
  for (const { kind, outcome, code } of attempts) {
    const counts = operations[kind] ?? { ok: 0, fail: 0, info: 0, unsent: 0 };
    operations[kind] = counts;
    counts[code === "not_sent" ? "unsent" : outcome] += 1;
  }
  return {
    operations,
    messages: truth.reduce((sum, { messages }) => sum + messages.length, 0),
    conversations: truth.length,
    heard: heard.length,
    devices: views.length,
  };
}
