/** What a device does next, by a seeded stream of its own: the same seed makes the same choices. */
export type Choose = {
  chance(probability: number): boolean;
  among<Value>(values: readonly Value[]): Value;
  upTo(limit: number): number;
  weighted<Name extends string>(weights: Record<Name, number>): Name;
};

export function choosing(random: () => number): Choose {
  const upTo = (limit: number) => Math.floor(random() * limit);
  return {
    chance: (probability) => random() < probability,
    among: <Value>(values: readonly Value[]) => values[upTo(values.length)] as Value,
    upTo,
    weighted<Name extends string>(weights: Record<Name, number>) {
      const entries = Object.entries(weights) as [Name, number][];
      let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const chosen = entries.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (chosen ?? (entries[0] as [Name, number]))[0];
    },
  };
}
