import { expect, test } from "vitest";
import { readBegunFilter } from "./begunFilter.ts";

test.each([
  ["from:as", { name: "from", typed: "as", start: 0 }],
  ["bell FROM:", { name: "from", typed: "", start: 5 }],
  ['in:"Frame reg', { name: "in", typed: "Frame reg", start: 0 }],
  ["bell from:आशा", { name: "from", typed: "आशा", start: 5 }],
  ["from:ada bell", null],
  ['in:"Frame register"', null],
  ["therein:a", null],
  ["bell", null],
])("%j", (text, begun) => expect(readBegunFilter(text)).toEqual(begun));
