#!/usr/bin/env node
import { ConfigError } from "./config.ts";
import { importCommand, usage } from "./import/command.ts";

/** `parley import …`. The server itself is main.ts. */
const [command, ...args] = process.argv.slice(2);
try {
  if (command === "import") process.exitCode = await importCommand(args, process.env);
  else {
    process.stderr.write(usage);
    process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `The import failed: ${(error as Error).message}`}\n`);
  if (process.env.LOG_LEVEL === "debug") process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
}
