/** Below this length every word is one letter away from many. */
const shortest = 4;
const longest = 24;
/** From here on two slips are forgiven. */
const long = 8;

/** How many slips of the finger a word of this length may have. */
export function slipsAllowed(length: number): number {
  if (length < shortest || length > longest) return 0;
  return length < long ? 1 : 2;
}

/**
 * The word with each letter left out in turn, and itself. Two words that are
 * one letter apart (put in, left out, replaced, swapped with its neighbour)
 * share one of these, so an index finds them without comparing; some that are
 * two apart do as well. After Garbe's symmetric delete.
 */
export function deletionsOf(word: string): string[] {
  if (slipsAllowed(word.length) === 0) return [];
  const found = new Set([word]);
  for (let index = 0; index < word.length; index += 1) found.add(word.slice(0, index) + word.slice(index + 1));
  return [...found];
}

/** Letters put in, left out, replaced, or swapped with a neighbour, to make one word of the other; Infinity above `most`. */
export function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let slips = Math.min((previous[column] as number) + 1, (current[column - 1] as number) + 1, (previous[column - 1] as number) + (same ? 0 : 1));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        slips = Math.min(slips, (before[column - 2] as number) + 1);
      current.push(slips);
    }
    if (Math.min(...current) > most) return Number.POSITIVE_INFINITY;
    before = previous;
    previous = current;
  }
  const slips = previous[other.length] as number;
  return slips <= most ? slips : Number.POSITIVE_INFINITY;
}
