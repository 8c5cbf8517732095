import { seeded, type Wire, waitFor } from "@parley/testkit";
import { choosing } from "./choices.ts";
import type { Crowd } from "./crowd.ts";
import { answered } from "./run.ts";

/** Cuts, lost answers and answers that come late, after later ones: each ends in new connections. */
export async function breakWire(crowd: Crowd, wire: Wire, breaks: number, seed: number): Promise<void> {
  const choose = choosing(seeded(seed));
  const asked = (more: number) => {
    const { attempts } = crowd.history;
    const before = attempts.length;
    return waitFor(`${more} more requests`, () => attempts.length >= before + more, 120_000);
  };
  const work = async () => {
    const before = answered(crowd);
    const enough = 20 + choose.upTo(60);
    await waitFor(`${enough} answers`, () => answered(crowd) >= before + enough, 120_000);
  };
  for (let count = 0; count < breaks; count += 1) {
    await work();
    const kind = choose.weighted({ cut: 2, drop: 2, loseAnswers: 3, hold: 2 });
    if (kind === "cut") wire.cut();
    if (kind === "drop") wire.drop();
    if (kind === "loseAnswers") wire.loseAnswers();
    if (kind === "hold") wire.hold();
    await asked(5 + choose.upTo(20));
    wire.release();
    // Part of an answer is lost: nothing on these connections can be understood any more.
    if (kind === "loseAnswers") wire.drop();
    wire.mend();
  }
  await work();
}
