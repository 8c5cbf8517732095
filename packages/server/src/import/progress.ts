type Output = { isTTY?: boolean; write(text: string): unknown };

const barWidth = 24;
const redrawEveryMs = 100;
const lineEveryMs = 5000;

/** A bar on a terminal; elsewhere a line when something begins, every five seconds, and when it has ended. */
export class Progress {
  readonly #output: Output;
  #what = "";
  #total = 0;
  #from = 0;
  #startedAt = 0;
  #shownAt = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** `total` 0: nobody knows. `done`: by an earlier run. */
  begin(what: string, total: number, done: number): void {
    [this.#what, this.#total, this.#from, this.#startedAt, this.#shownAt] = [what, total, done, Date.now(), this.#output.isTTY ? 0 : Date.now()];
    if (done > 0 && !this.#output.isTTY) this.#output.write(`${what}: goes on at ${format(done)}${total > 0 ? ` of ${format(total)}` : ""}\n`);
  }

  at(done: number): void {
    const now = Date.now();
    if (now - this.#shownAt < (this.#output.isTTY ? redrawEveryMs : lineEveryMs)) return;
    this.#shownAt = now;
    this.#output.write(this.#output.isTTY ? `\r\x1b[K${this.#bar(done)}` : `${this.#words(done)}\n`);
  }

  end(done: number): void {
    this.#output.write(`${this.#output.isTTY ? "\r\x1b[K" : ""}${this.#words(done)}\n`);
  }

  #bar(done: number): string {
    if (this.#total === 0) return this.#words(done);
    const filled = Math.round(barWidth * Math.min(1, done / this.#total));
    return `[${"█".repeat(filled)}${"░".repeat(barWidth - filled)}] ${this.#words(done)}`;
  }

  #words(done: number): string {
    const seconds = (Date.now() - this.#startedAt) / 1000;
    const rate = seconds >= 1 ? `, ${format(Math.round((done - this.#from) / seconds))} a second` : "";
    return `${this.#what}: ${format(done)}${this.#total > 0 ? ` of ${format(this.#total)}` : ""}${rate}`;
  }
}

export function format(count: number): string {
  return count.toLocaleString("en-GB");
}
