import { expect, test } from "vitest";
import { toBox } from "./toBox.ts";

test.each([
  [4000, 3000, { width: 320, height: 240 }],
  [3000, 4000, { width: 270, height: 360 }],
  [200, 150, { width: 200, height: 150 }],
  [10_000, 100, { width: 320, height: 96 }],
  [100, 10_000, { width: 144, height: 360 }],
  [1, 1, { width: 144, height: 96 }],
  [null, null, { width: 240, height: 240 }],
])("T-NEXT-01 a picture of %s × %s has its place", (width, height, box) => {
  expect(toBox(width, height)).toEqual(box);
});
