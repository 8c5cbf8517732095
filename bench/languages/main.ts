/** What search finds in each language: `npm run languages`, with --misses also what it does not. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { measure } from "./measure.ts";
import { readSuites } from "./suites.ts";

const dataDir = await mkdtemp(join(tmpdir(), "parley-languages-"));
const server = await createServer(readConfig({ DATA_DIR: dataDir, DEMO: "off", LOG_LEVEL: "error", RATE_LIMITS: "0" }));
try {
  const scores = await measure(server, readSuites());
  console.log("language  messages  queries  recall@10  precision@10");
  for (const { language, messages, queries, recall, precision, misses } of scores) {
    console.log(
      [language.padEnd(8), String(messages).padStart(8), String(queries).padStart(7), recall.toFixed(3).padStart(9), precision.toFixed(3).padStart(12)].join(
        "  ",
      ),
    );
    if (process.argv.includes("--misses"))
      for (const { query, missing, instead } of misses)
        console.log(`  ${query}: not found ${missing.join(", ")}; found ${instead.join(", ") || "nothing else"}`);
  }
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
