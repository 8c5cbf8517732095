/** What search finds in each language: `npm run languages`, with --misses also what it does not, and what it should not. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { writeCorpora } from "./corpora.ts";
import { measure, type Score } from "./measure.ts";
import { findMistaken } from "./mistaken.ts";
import { readFalseFriends, readSuites } from "./suites.ts";

const dataDir = await mkdtemp(join(tmpdir(), "parley-languages-"));
const server = await createServer(readConfig({ DATA_DIR: dataDir, DEMO: "off", LOG_LEVEL: "error", RATE_LIMITS: "0" }));
try {
  const suites = readSuites();
  const corpora = await writeCorpora(server, suites);
  print("queries", await measure(corpora, suites, "queries"));
  print("held out", await measure(corpora, suites, "heldOut"));
  const friends = readFalseFriends();
  const mistaken = await findMistaken(corpora, friends);
  console.log(`\nfalse friends: ${mistaken.length} of ${friends.length} are found`);
  for (const { query, text } of mistaken) console.log(`  ${query}: ${text}`);
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

function print(title: string, scores: Score[]): void {
  console.log(`\n${title.padEnd(8)}  number  recall@10  precision@10`);
  for (const { language, queries, recall, precision, faults } of scores) {
    printRow(language, queries, recall, precision);
    if (!process.argv.includes("--misses")) continue;
    for (const { query, missing, instead } of faults)
      console.log(`  ${query}: not found ${missing.join(", ") || "nothing"}; found besides ${instead.join(", ") || "nothing"}`);
  }
  const all = scores.reduce((sum, { queries }) => sum + queries, 0);
  const mean = (value: (score: Score) => number) => scores.reduce((sum, score) => sum + value(score) * score.queries, 0) / all;
  printRow(
    "all",
    all,
    mean(({ recall }) => recall),
    mean(({ precision }) => precision),
  );
}

function printRow(name: string, queries: number, recall: number, precision: number): void {
  console.log([name.padEnd(8), String(queries).padStart(6), recall.toFixed(3).padStart(9), precision.toFixed(3).padStart(12)].join("  "));
}
