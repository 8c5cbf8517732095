import type { Message } from "@parley/protocol";
import { outcomeOf } from "@parley/testkit";
import type { Choose } from "./choices.ts";
import type { Crowd } from "./crowd.ts";

/** What one act of a device has at hand. */
export type Work = {
  crowd: Crowd;
  choose: Choose;
  /** What each person sent, whichever device did: they correct each other's. */
  sent: Map<string, Message[]>;
  /** Of this device. */
  count: { sent: number };
};

export const emojis = ["👍", "🦊", "🎉"];

/** A failure that is judged at the end, by what the device holds then. */
export function overlook(error: unknown): void {
  outcomeOf(error);
}
