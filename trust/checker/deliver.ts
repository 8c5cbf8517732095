import type { Attempt, Transport } from "@parley/testkit";
import { attempt } from "./attempt.ts";
import type { Choose } from "./choices.ts";
import type { Crowd, Rover } from "./crowd.ts";

export type Letter = { conversationId: string; clientId: string; text: string; reused?: boolean; lane?: string };

/** One try to send, over one transport. */
export function trySend({ history }: Crowd, rover: Rover, over: Transport, { conversationId, clientId, text, reused, lane }: Letter): Promise<Attempt> {
  const asked = { kind: "send" as const, conversationId, clientId, text, ...(reused && { reused }), ...(lane !== undefined && over === "socket" && { lane }) };
  return attempt(history, rover, asked, () => rover.call(over, "messages.send", { conversationId, clientId, text }));
}

const patience = 60;

/**
 * Sends until it is known what became of it: again over either transport,
 * sometimes twice at once. Some give up, and never know.
 */
export async function deliver(crowd: Crowd, rover: Rover, choose: Choose, letter: Letter): Promise<Attempt> {
  const first: Transport = choose.chance(0.6) ? "socket" : "rest";
  let last = await trySend(crowd, rover, first, letter);
  for (let tries = 0; last.outcome === "info" || last.code === "not_sent"; tries += 1) {
    if (tries === patience || choose.chance(0.1)) break;
    const over: Transport[] = choose.weighted({ socket: 3, rest: 3, both: 2, twice: 1 }) === "both" ? ["socket", "rest"] : [choose.among(["rest", "socket"])];
    const delayMs = (last.code === "not_sent" ? 100 : 0) + choose.upTo(100 + 20 * tries);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const { lane: _, ...again } = letter;
    const attempts = await Promise.all(over.map((transport) => trySend(crowd, rover, transport, again)));
    last = attempts.find(({ outcome }) => outcome === "ok") ?? (attempts[0] as Attempt);
  }
  return last;
}
