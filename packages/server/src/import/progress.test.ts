import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findings } from "./findings.ts";
import { Progress } from "./progress.ts";
import { toText } from "./report.ts";

function progressOn(isTTY: boolean): { progress: Progress; written: () => string } {
  let written = "";
  return { progress: new Progress({ isTTY, write: (text) => (written += text) }), written: () => written };
}

test("a terminal has a bar, which its last line replaces", () => {
  const { progress, written } = progressOn(true);
  progress.begin("writing messages", 2000, 0);
  progress.at(1000);
  progress.end(2000);
  const [bar = "", line = ""] = written().split("\r").slice(1);
  expect(bar).toContain("[████████████░░░░░░░░░░░░] writing messages: 1,000 of 2,000");
  expect(line).toContain("writing messages: 2,000 of 2,000\n");
});

test("elsewhere there are plain lines, and one that says where an earlier import is taken up", () => {
  const { progress, written } = progressOn(false);
  progress.begin("reading export", 0, 500);
  progress.at(600);
  progress.end(700);
  expect(written()).toBe("reading export: goes on at 500\nreading export: 700\n");
});

test("a report shows examples without what would steer a terminal", () => {
  const text = toText({
    source: "ring",
    dryRun: true,
    users: { read: 1, added: 1 },
    conversations: { read: 1, added: 1 },
    messages: { read: 3, added: 1, already: 1, leftOut: 1 },
    findings: [{ code: "message_orphan", count: 1, examples: ["\x1b[31mred\u202e"] }],
    resumed: false,
    seconds: 1,
    written: 0,
  });
  expect(text).toContain("message_orphan (1)  In a conversation that does not exist");
  expect(text).toContain("    ·[31mred·\n");
  expect(text).toContain("3 read, 1 would be added, 1 there before, 1 left out");
});

test("docs/import.md lists every code with what it means", () => {
  const documented = readFileSync(new URL("../../../../docs/import.md", import.meta.url), "utf8");
  const rows = [...documented.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(rows).toEqual(Object.entries(findings));
});
