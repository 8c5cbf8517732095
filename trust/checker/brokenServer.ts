/**
 * The product with one thing broken, named by PARLEY_BREAK: what the checker
 * must catch. The product has no hook for this; statements are rewritten on
 * their way to PostgreSQL. A breakage that changes nothing never says "Broken",
 * and its test fails.
 */
import { createServer } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { type Breakage, breakages } from "./breakages.ts";
import { onQuery } from "./onQuery.ts";

const name = process.env.PARLEY_BREAK ?? "";
const breakage: Breakage | undefined = breakages[name as keyof typeof breakages];
if (breakage === undefined) throw new Error(`there is no breakage "${name}"`);

const config = readConfig(process.env);
let isBroken = false;
onQuery((text, run, alone) => {
  const rewritten = breakage.rewrite?.reduce((statement, [from, to]) => statement.replace(from, to), text) ?? text;
  if (rewritten !== text && !isBroken) process.stdout.write(`Broken: ${name}\n`);
  isBroken ||= rewritten !== text;
  return breakage.around === undefined ? run(rewritten) : breakage.around(rewritten, run, alone);
});
const server = await createServer(config);
for (const statement of breakage.schema ?? []) await server.app.pool.query(statement);
server.app.log.info(`Parley is ready: ${await server.listen()}`);
