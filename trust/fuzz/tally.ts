/** How often what was answered with what, so that a run can be quoted. */
export class Tally {
  readonly #rows = new Map<string, Map<string, number>>();

  add(row: string, answer: string): void {
    const counts = this.#rows.get(row) ?? new Map<string, number>();
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
    this.#rows.set(row, counts);
  }

  /** Of one row, or of all. */
  count(answer: string, row?: string): number {
    const rows = row === undefined ? [...this.#rows.values()] : [this.#rows.get(row)];
    return rows.reduce((sum, counts) => sum + (counts?.get(answer) ?? 0), 0);
  }

  get total(): number {
    return [...this.#rows.values()].flatMap((counts) => [...counts.values()]).reduce((sum, count) => sum + count, 0);
  }

  toString(): string {
    return [...this.#rows]
      .sort()
      .map(
        ([row, counts]) =>
          `  ${row.padEnd(34)} ${[...counts]
            .sort(([, a], [, b]) => b - a)
            .map(([answer, count]) => `${answer} ${count}`)
            .join(" · ")}`,
      )
      .join("\n");
  }
}
