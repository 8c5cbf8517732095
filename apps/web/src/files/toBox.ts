export type Box = { width: number; height: number };

const largest: Box = { width: 320, height: 360 };
const smallest: Box = { width: 144, height: 96 };
const unknown: Box = { width: 240, height: 240 };

const between = (low: number, value: number, high: number) => Math.round(Math.min(Math.max(value, low), high));

/** The place of one picture in a message, known before it is loaded. Of very long ones the middle is shown. */
export function toBox(width: number | null | undefined, height: number | null | undefined): Box {
  if (!width || !height) return unknown;
  const scale = Math.min(largest.width / width, largest.height / height, 1);
  return {
    width: between(smallest.width, width * scale, largest.width),
    height: between(smallest.height, height * scale, largest.height),
  };
}
