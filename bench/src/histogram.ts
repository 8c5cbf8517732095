const buckets = 2400;

/** Microseconds in logarithmic buckets one per cent wide. */
export class Histogram {
  #counts = new Float64Array(buckets);
  #total = 0;

  add(microseconds: number): void {
    const bucket = microseconds < 1 ? 0 : Math.min(buckets - 1, Math.floor(Math.log(microseconds) * 100));
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#total++;
  }

  /** Milliseconds that a share of the values (0–1) does not exceed. */
  quantileMs(share: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= share * this.#total) return Math.exp((bucket + 0.5) / 100) / 1000;
    }
    return 0;
  }
}
