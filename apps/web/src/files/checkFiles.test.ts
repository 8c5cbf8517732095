import { expect, test } from "vitest";
import { checkFiles } from "./checkFiles.ts";

const limits = { held: 0, maxBytes: 2_500_000 };
const file = (name: string, size = 1) => ({ name, size });

test("T-NEXT-02 empty files, programs and files above the server's limit are refused by name, the rest is taken", () => {
  const { accepted, refusals } = checkFiles([file("a.txt"), file("empty.txt", 0), file("Setup.EXE"), file("exe"), file("film.mp4", 2_500_001)], limits);
  expect(accepted.map(({ name }) => name)).toEqual(["a.txt", "exe"]);
  expect(refusals).toEqual([
    "“empty.txt” is empty.",
    "“Setup.EXE” is a program. Programs cannot be sent.",
    "“film.mp4” is too large. At most 2.5 MB can be sent.",
  ]);
});

test("T-NEXT-02 a message takes ten files, counted with those that it has", () => {
  const eight = Array.from({ length: 8 }, (_, index) => file(`${index}.png`));
  expect(checkFiles(eight, limits)).toEqual({ accepted: eight, refusals: [] });
  expect(checkFiles(eight, { ...limits, held: 4 })).toEqual({ accepted: eight.slice(0, 6), refusals: ["A message takes at most 10 files."] });
  expect(checkFiles(eight, { ...limits, held: 10 }).accepted).toEqual([]);
});
