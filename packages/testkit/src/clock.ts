/** A clock that tests move. It runs along with the real one from where it was set, or stands still. */
export class TestClock {
  #offsetMs = 0;
  #heldAt: number | undefined;

  now(): number {
    return (this.#heldAt ?? Date.now()) + this.#offsetMs;
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
  }

  /** From now on only `advance` moves it: however slow the machine, no time passes. */
  hold(): void {
    this.#heldAt ??= Date.now();
  }
}
