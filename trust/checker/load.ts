import type { Message } from "@parley/protocol";
import { seeded, type Transport } from "@parley/testkit";
import { attempt } from "./attempt.ts";
import { choosing } from "./choices.ts";
import type { Crowd, Rover } from "./crowd.ts";
import { rove } from "./rove.ts";
import { use } from "./use.ts";
import type { Work } from "./work.ts";

/** The load: everybody talks, corrects, deletes, reads, and comes and goes, until `stop`. */
export type Load = { stop(): Promise<void> };

/** Requests that one device has under way at most. */
const pipeline = 4;
const maxPauseMs = 25;

export function startLoad(crowd: Crowd, seed: number): Load {
  const sent = new Map<string, Message[]>(crowd.rovers.map(({ user }) => [user, []]));
  const failures: unknown[] = [];
  let stopping = false;

  async function live(index: number, act: (work: Work) => Promise<unknown>): Promise<void> {
    const running = new Set<Promise<unknown>>();
    const count = { sent: 0 };
    for (let step = 0; !stopping && failures.length === 0; step += 1) {
      // A stream for each act: they overlap, and would take each other's numbers.
      const choose = choosing(seeded(seed * 1_000_003 + index * 10_007 + step));
      const acting: Promise<unknown> = act({ crowd, choose, sent, count })
        .catch((error: unknown) => failures.push(error))
        .finally(() => running.delete(acting));
      running.add(acting);
      if (running.size >= pipeline) await Promise.race(running);
      await new Promise((resolve) => setTimeout(resolve, choose.upTo(maxPauseMs)));
    }
    await Promise.all(running);
  }

  const living = [
    ...crowd.rovers.map((rover, index) => live(index, (work) => rove(work, rover))),
    ...crowd.apps.map((app, index) => live(100 + index, (work) => use(work, app))),
    ...crowd.pairs.flatMap(([one, other]) => [meet(crowd, one, other), meet(crowd, other, one)]),
  ];
  return {
    async stop() {
      stopping = true;
      await Promise.all(living);
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Both ask for their conversation, each over two transports at once. */
async function meet({ history, rovers }: Crowd, user: string, otherId: string): Promise<void> {
  const rover = rovers.find((each) => each.user === user) as Rover;
  const ask = async (over: Transport) => ({
    conversationId: (await rover.call(over, "conversations.create", { type: "direct", participantIds: [otherId] })).conversation.id,
  });
  await Promise.all((["rest", "socket"] as const).map((over) => attempt(history, rover, { kind: "direct", conversationId: "", otherId }, () => ask(over))));
}
