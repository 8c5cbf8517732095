import { expect, test } from "vitest";
import { toDuration } from "./toDuration.ts";

test.each([
  [0, "0:00"],
  [7400, "0:07"],
  [59_600, "1:00"],
  [750_000, "12:30"],
  [3_723_000, "1:02:03"],
])("%s ms last %s", (ms, text) => expect(toDuration(ms)).toBe(text));
