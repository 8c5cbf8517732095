import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test("T-SDK-03 auto-reconnection with exponential backoff: doubles up to half a minute, spread over the whole of it", () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, () => 1))).toEqual([1000, 1500, 2500, 4500]);
  expect([backoffMs(50, () => 0), backoffMs(50, () => 1)]).toEqual([500, 30_500]);
});
