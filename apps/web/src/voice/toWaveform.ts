import { limits } from "@parley/protocol";

/** Quieter recordings are drawn as if they were this loud: silence stays low. */
const leastPeak = 0.08;

/** So many numbers from 0 to 100, of loudness measured at equal distances: the loudest of each stretch, against the loudest of all. */
export function toWaveform(levels: readonly number[], bars: number = limits.waveformBars): number[] {
  const peak = Math.max(leastPeak, ...levels);
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * levels.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / bars));
    return Math.round((100 * Math.max(0, ...levels.slice(from, to))) / peak);
  });
}
