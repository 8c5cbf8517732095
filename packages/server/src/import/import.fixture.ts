import { createTestDatabase } from "@parley/testkit";
import pg from "pg";
import type { FindingCode } from "./findings.ts";
import { type ImportOptions, runImport } from "./import.ts";
import { Progress } from "./progress.ts";
import type { Report } from "./report.ts";
import type { SourceName } from "./source.ts";

export type Place = Awaited<ReturnType<typeof createTestDatabase>>;

/** A database of another system's, made of its own statements. */
export async function createSource(...statements: string[]): Promise<Place> {
  const place = await createTestDatabase("template0");
  await run(place, ...statements);
  return place;
}

export async function run({ connection }: Place, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows ?? [];
    return rows;
  } finally {
    await client.end();
  }
}

/** In this process, a few rows at a time, so that every source has many pages. */
export function importInto(target: Place, source: SourceName, from: string, options: Partial<ImportOptions> = {}): Promise<Report> {
  const progress = new Progress({ write: () => {} });
  return runImport(target.connection, source, { from, batch: 2, userPrefix: "", baseUrl: null, dryRun: false, samePeople: false, ...options, progress });
}

/** What was found, as code → count. */
export function countsOf({ findings }: Report): Partial<Record<FindingCode, number>> {
  return Object.fromEntries(findings.map(({ code, count }) => [code, count]));
}
