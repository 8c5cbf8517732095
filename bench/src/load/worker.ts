/**
 * The load process: takes one order at a time from the bench and answers with
 * what it counted. It talks to loopback only, and every load ends by itself.
 */
import { connectIdle } from "./connectIdle.ts";
import { groupLoop } from "./groupLoop.ts";
import { pairLoop } from "./pairLoop.ts";
import { readLoop } from "./readLoop.ts";
import { searchLoop } from "./searchLoop.ts";
import { connectSeats, disconnect } from "./seats.ts";
import { timedSends } from "./timedSends.ts";

const loads = { connectSeats, connectIdle, disconnect, pairLoop, groupLoop, timedSends, readLoop, searchLoop };

export type Loads = typeof loads;
export type LoadName = keyof Loads;

// Ctrl-C reaches the whole process group; the bench decides when this process ends.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", async ({ load, input }: { load: LoadName; input: never }) => {
  try {
    process.send?.({ result: await loads[load](input) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
});
