import { setImmediate as nextTurn } from "node:timers/promises";

/** How long work on texts may keep the event loop from everybody else. */
const holdMs = 5;

/** For loops over many texts: lets others go first whenever the time is up. */
export class Breath {
  #until = performance.now() + holdMs;

  async take(): Promise<void> {
    if (performance.now() < this.#until) return;
    await nextTurn();
    this.#until = performance.now() + holdMs;
  }
}
