import { expect, test } from "vitest";
import { toWaveform } from "./toWaveform.ts";

test("T-NEXT-01 a waveform has as many bars as the contract wants, of any length of recording", () => {
  for (const length of [0, 1, 10, 64, 65, 10_000]) {
    const bars = toWaveform(Array.from({ length }, (_, index) => (index % 7) / 7));
    expect(bars).toHaveLength(64);
    expect(bars.every((bar) => Number.isInteger(bar) && bar >= 0 && bar <= 100)).toBe(true);
  }
});

test("a waveform is drawn against its loudest moment; silence stays low", () => {
  expect(toWaveform([0, 0.25, 0.5, 0.1], 4)).toEqual([0, 50, 100, 20]);
  expect(toWaveform([0.1, 0.2, 0.4, 0.1], 2)).toEqual([50, 100]);
  expect(toWaveform([0.008, 0], 2)).toEqual([10, 0]);
});
