import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const server = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(new URL("../../../../../docs/dialects.md", import.meta.url), "utf8");
const section = page.split("\n## ").find((one) => one.startsWith("course\n")) ?? "";
const rows = [...section.matchAll(/^\| (F-[\w, -]+?) +\| (.+?) +\|$/gm)].map(([, ids = "", place = ""]) => ({ ids: ids.split(", "), place }));

test("every line of the course is in the table, or open", () => {
  const lines = { P: 6, API: 6, EV: 6, DM: 6, T: 6, DL: 7, DX: 5 };
  const asked = Object.entries(lines).flatMap(([kind, count]) => Array.from({ length: count }, (_, index) => `F-${kind}-0${index + 1}`));
  const open = [...(/^Open: (.*)$/m.exec(section)?.[1] ?? "").matchAll(/\*\*(F-[\w-]+)\*\*/g)].map(([, id = ""]) => id);
  expect([...rows.flatMap(({ ids }) => ids), ...open].sort()).toEqual(asked.sort());
});

test("each is in the title of a test where the table says", () => {
  const missing = rows.flatMap(({ ids, place }) => {
    const files = [...place.matchAll(/`([\w/.]+\.test\.ts)`/g)].map(([, file = ""]) => file);
    const titles = files.flatMap((file) => globSync(`${server}${file}`)).map((file) => readFileSync(file, "utf8"));
    return files.length === 0 ? [] : ids.filter((id) => !titles.some((text) => new RegExp(`(test|describe)\\(\\s*"[^"]*${id}\\b`).test(text)));
  });
  expect(missing).toEqual([]);
  expect(rows.filter(({ place }) => !place.includes(".test.ts")).flatMap(({ ids }) => ids)).toEqual(["F-DL-07"]);
});
