import { join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { startEmbeddedPostgres } from "../db/embedded.ts";
import { type ImportOptions, runImport } from "./import.ts";
import { Progress } from "./progress.ts";
import { toText } from "./report.ts";
import { ImportRefused, type SourceName, sourceNames } from "./source.ts";

export const usage = `usage: parley import ${sourceNames.join("|")} --from PLACE [options]

  --from PLACE          nest, bazaar: postgres://… of their database; express: directory of its export; ring: its export, one file
  --dry-run             says what would be imported and what does not fit; writes nothing
  --base-url URL        where addresses of files lead to that begin with a slash
  --user-prefix TEXT    goes before every id of a person
  --same-people         ids that came from another system before mean the same people
  --batch ROWS          rows in a transaction (5000)

The database is the server's: DATABASE_URL, else the embedded one in DATA_DIR. The server must not be running. docs/import.md says more.
`;

/** Gives the exit status. */
export async function importCommand(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n\n${usage}`);
    return 2;
  }
  const config = readConfig(env);
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: join(config.dataDir, "postgres") }) : null;
  try {
    const report = await runImport(embedded?.connection ?? { connectionString: config.databaseUrl ?? "" }, asked.source, {
      ...asked.options,
      progress: new Progress(process.stderr),
    });
    process.stdout.write(toText(report));
    return 0;
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    await embedded?.stop();
  }
}

function readArguments(args: string[]): { source: SourceName; options: ImportOptions } | string {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        from: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "base-url": { type: "string" },
        "user-prefix": { type: "string", default: "" },
        "same-people": { type: "boolean", default: false },
        batch: { type: "string", default: "5000" },
      },
    });
    const source = sourceNames.find((name) => name === positionals[0]);
    const [batch, baseUrl] = [Number(values.batch), values["base-url"] ?? null];
    if (source === undefined || positionals.length !== 1) return `There is nothing to import from ${positionals.join(" ") || "nowhere"}.`;
    if (values.from === undefined) return "--from is missing.";
    if (!Number.isInteger(batch) || batch < 1 || batch > 50_000) return "--batch is to be a number from 1 to 50000.";
    if (baseUrl !== null && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? "")) return "--base-url is to be an http address.";
    return {
      source,
      options: { from: values.from, dryRun: values["dry-run"], batch, baseUrl, userPrefix: values["user-prefix"], samePeople: values["same-people"] },
    };
  } catch (error) {
    return (error as Error).message;
  }
}
