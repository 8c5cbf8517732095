import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Figure } from "./bench.ts";
import { type ContestantName, contestantNames } from "./contestants/contestant.ts";
import { median, timesBetter } from "./rounds.ts";

const titles: Record<ContestantName, string> = {
  parley: "Parley",
  unguarded: "unguarded",
  unindexed: "unindexed",
  nativeAlone: "native alone",
  nest: "nest",
  bazaar: "bazaar",
  oneInsert: "one INSERT",
  relay: "relay",
};

/** The table: ratios first, since only they carry over to another machine. */
export function toTable(figures: Figure[]): string {
  const present = contestantNames.filter((name) => figures.some(({ rounds }) => rounds[name]));
  const others = present.filter((name) => name !== "parley");
  const head = ["× better than:", ...others.map((name) => titles[name]), "target", "", "medians:", ...present.map((name) => titles[name])];
  const rows = figures.map((figure) => {
    const values = present.map((name) => toNumber(figure.rounds[name]));
    return [figure.label, ...others.map((name) => toRatio(timesBetter(figure, name))), ...toVerdict(figure), figure.unit, ...values];
  });
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const leftAligned = new Set([0, others.length + 1, others.length + 2, others.length + 3]);
  return table
    .map((row) =>
      row
        .map((cell, column) => (leftAligned.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The target in words, and whether it is met. */
function toVerdict(figure: Figure): [target: string, verdict: string] {
  const { target, unit, rounds } = figure;
  if (!target) return ["", ""];
  if ("timesBetter" in target)
    return [`≥ ${target.timesBetter}×`, toMet(timesBetter(figure, target.than ?? "oneInsert"), (value) => value >= target.timesBetter)];
  if ("atMost" in target) return [`≤ ${target.atMost} ${unit}`, toMet(rounds.parley ? median(rounds.parley) : null, (value) => value <= target.atMost)];
  const than = target.than.map((name) => timesBetter(figure, name) ?? Number.NaN);
  return [
    `${target.than.map((name) => titles[name]).join(", ")} ≤ ${target.timesBetterAtMost}×`,
    toMet(Math.max(...than), (value) => value <= target.timesBetterAtMost),
  ];
}

function toMet(value: number | null, isMet: (value: number) => boolean): string {
  if (value === null) return "";
  return isMet(value) ? "met" : "NOT MET";
}

function toRatio(ratio: number | null): string {
  return ratio === null ? "" : `${ratio < 10 ? ratio.toFixed(2) : Math.round(ratio).toLocaleString("en")}×`;
}

function toNumber(values: number[] | undefined): string {
  if (!values) return "";
  const value = median(values);
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

/** Writes bench/results/<time>.json, every round included; gives its path. */
export function writeResults(figures: Figure[], about: Record<string, unknown>): string {
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${new Date().toISOString().replaceAll(":", "-").slice(0, 19)}.json`, folder);
  const results = figures.map((figure) => ({
    ...figure,
    timesBetter: Object.fromEntries(contestantNames.filter((name) => name !== "parley").map((name) => [name, timesBetter(figure, name)])),
    verdict: toVerdict(figure)[1] || null,
  }));
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, ...about, figures: results }, null, 2)}\n`);
  return file.pathname;
}
