/** `npm run trust` shows everything; `npm test` a part of it that is over in a minute or two. */
export const isFull = process.env.PARLEY_TRUST === "full";

/** How often, how many: the first number in a smoke, the second in full. */
export function scaled(smoke: number, full: number): number {
  return isFull ? full : smoke;
}

/** From PARLEY_SEED, so that a failure can be repeated; every test that uses chance says it in its failure. */
export const seed = Number(process.env.PARLEY_SEED ?? 1);
