import { expect, test } from "vitest";
import { checkFiles } from "./checkFiles.ts";

const file = (name: string, size = 1) => ({ name, size });

test("T-NEXT-02 empty files and programs are refused by name, the rest is taken", () => {
  const { accepted, refusals } = checkFiles([file("a.txt"), file("empty.txt", 0), file("Setup.EXE"), file("exe")], 0);
  expect(accepted.map(({ name }) => name)).toEqual(["a.txt", "exe"]);
  expect(refusals).toEqual(["“empty.txt” is empty.", "“Setup.EXE” is a program. Programs cannot be sent."]);
});

test("T-NEXT-02 a message takes ten files, counted with those that it has", () => {
  const eight = Array.from({ length: 8 }, (_, index) => file(`${index}.png`));
  expect(checkFiles(eight, 0)).toEqual({ accepted: eight, refusals: [] });
  expect(checkFiles(eight, 4)).toEqual({ accepted: eight.slice(0, 6), refusals: ["A message takes at most 10 files."] });
  expect(checkFiles(eight, 10).accepted).toEqual([]);
});
