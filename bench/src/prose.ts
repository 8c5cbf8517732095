/**
 * Messages whose words are as common as in life: the nth has a chance of about
 * 1/n (Zipf). The first are English, the others made of syllables.
 */
const english =
  "the to and of a in is it you that for on we be this with have are at not but so can what if do my just all will me they from one was there like about get out know up your time now".split(
    " ",
  );
const syllables =
  "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu".split(" ");
const words = 60_000;
const wordsPerMessage = 12;

/** The nth most common word. */
export function wordOf(rank: number): string {
  const known = english[rank];
  if (known !== undefined) return known;
  let word = "";
  for (let rest = rank * 7919 + 125_000; rest > 0; rest = Math.floor(rest / syllables.length)) word += syllables[rest % syllables.length];
  return word;
}

/** Everybody stores the same messages in the same order. */
export function proseWriter(): () => string {
  const sums = new Float64Array(words);
  let sum = 0;
  for (let rank = 0; rank < words; rank++) sums[rank] = sum += 1 / (rank + 2.7);
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * sum;
  };
  return () => Array.from({ length: wordsPerMessage }, () => wordOf(rankAt(sums, random()))).join(" ");
}

function rankAt(sums: Float64Array, value: number): number {
  let [low, high] = [0, words - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
