import { bazaarWalker } from "./bazaarWalker.ts";
import { expressWalker } from "./expressWalker.ts";
import { nativeWalker } from "./nativeWalker.ts";
import { nestWalker } from "./nestWalker.ts";
import { ringWalker } from "./ringWalker.ts";
import type { Place, Walker } from "./walker.ts";

/** Somebody of every dialect. */
export const walkers: Readonly<Record<string, (place: Place) => Promise<Walker>>> = {
  native: nativeWalker,
  nest: nestWalker,
  express: expressWalker,
  bazaar: bazaarWalker,
  ring: ringWalker,
};
