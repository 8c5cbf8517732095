import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { migrateDatabase } from "../db/migrate.ts";
import { findings as codes, type Finding, Findings } from "./findings.ts";
import { ImportRefused, type SourceName, type SourceOptions } from "./source.ts";
import { nobody } from "./sources/message.ts";
import { ADD_FOUND, plannedTables, stagingTables } from "./staging.sql.ts";

/** Where reading or writing has come to, as the last committed transaction left it. */
export type State = { fingerprint: string; step: string; position: unknown; done: number; summary: unknown };

/** Another import ends, or PostgreSQL notices that it was killed, in this time. */
const patienceMs = 30_000;
const farewellMs = 2000;

/**
 * Our database, on one connection. Everything it writes is in transactions
 * that also move `state`: what was killed goes on where it was.
 */
export class Target {
  readonly findings = new Findings();
  readonly #client: pg.Client;
  readonly #dryRun: boolean;

  private constructor(client: pg.Client, dryRun: boolean) {
    this.#client = client;
    this.#dryRun = dryRun;
  }

  static async open(connection: pg.ClientConfig, { dryRun }: { dryRun: boolean }): Promise<Target> {
    const client = new pg.Client({ ...connection, application_name: "parley import", options: "-c timezone=UTC -c work_mem=64MB" });
    client.on("error", () => {});
    await client.connect();
    const target = new Target(client, dryRun);
    try {
      // A dry run beside a live server is welcome, but changes nothing under it.
      if (!dryRun) await target.#awaitNoServer();
      if (!(dryRun && (await target.#hasServer()))) await migrateDatabase(connection);
      await target.#takeTurn();
    } catch (error) {
      await client.end();
      throw error;
    }
    return target;
  }

  async prepare(source: SourceName, { userPrefix }: SourceOptions, fingerprint: string): Promise<State> {
    let goesOn = false;
    const schema = `parley_import_${source}`;
    if (!this.#dryRun) {
      goesOn = (await this.#fingerprintIn(schema)) === fingerprint;
      if (!goesOn) await this.#client.query(`drop schema if exists ${schema} cascade; create schema ${schema}`);
      await this.#client.query("select set_config('search_path', $1 || ', ' || current_setting('search_path'), false)", [schema]);
    }
    await this.#client.query(
      "select set_config('parley.source', $1, false), set_config('parley.nobody', $2, false), set_config('parley.prefix', $3, false), set_config('parley.now', now()::timestamptz(3)::text, false)",
      [source, nobody(source), userPrefix],
    );
    if (!goesOn) {
      await this.transaction(async () => {
        for (const table of [...stagingTables, ...plannedTables]) await this.create(`create unlogged table ${table}`);
        await this.query("insert into state (fingerprint, step, position, done) values ($1, 'read 0', null, 0)", [fingerprint]);
      });
    }
    return this.state();
  }

  /** DDL that makes a table which is gone after the import; in a dry run, after the session. */
  async create(statement: string): Promise<void> {
    await this.#client.query(this.#dryRun ? statement.replace("create unlogged table", "create temp table") : statement);
  }

  async state(): Promise<State> {
    const [state] = await this.query<State>("select fingerprint, step, position, done::int, summary from state");
    // PostgreSQL was killed and has emptied what is unlogged.
    if (state === undefined) throw new ImportRefused("The import's own tables were lost. Run it again: it begins anew, and nothing is imported twice.");
    return state;
  }

  async query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#client.query({ text, values })).rows as Row[];
  }

  /** With what was found meanwhile, so that nothing is counted twice. */
  async transaction(work: () => Promise<void>): Promise<void> {
    await this.#client.query("begin");
    try {
      await work();
      const found = this.findings.take();
      if (found.length > 0) await this.query(ADD_FOUND, [JSON.stringify(found)]);
      await this.#client.query("commit");
    } catch (error) {
      await this.#client.query("rollback").catch(() => {});
      throw error;
    }
  }

  async moveTo({ step, position, done }: Pick<State, "step" | "position" | "done">): Promise<void> {
    await this.query("update state set step = $1, position = $2, done = $3", [step, JSON.stringify(position), done]);
  }

  /** In the order of the list of codes. */
  async found(): Promise<Finding[]> {
    const order = Object.keys(codes);
    const rows = await this.query<Finding>("select code, count::int, coalesce(examples, '[]') as examples from found");
    return rows.sort((one, other) => order.indexOf(one.code) - order.indexOf(other.code));
  }

  /** Pages that a server keeps in memory, and clients that are connected, would not hear of what an import adds. */
  async requireNoServer(): Promise<void> {
    if (await this.#hasServer())
      throw new ImportRefused(
        "A Parley server is using this database. Stop it while the import runs; what has been imported stays, and the import goes on where it was.",
      );
  }

  /** PostgreSQL notices a little later that a server has gone. */
  async #awaitNoServer(): Promise<void> {
    const until = Date.now() + farewellMs;
    while ((await this.#hasServer()) && Date.now() < until) await sleep(100);
    await this.requireNoServer();
  }

  async finish(source: SourceName): Promise<void> {
    if (this.#dryRun) return;
    // A join of a million rows that the planner takes for none ran for 17 minutes instead of seconds.
    await this.query("analyze users, conversations, members, messages, aliases");
    await this.query(`drop schema parley_import_${source} cascade`);
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /** Of what an import has left behind that did not end; undefined: none, or PostgreSQL has emptied it. */
  async #fingerprintIn(schema: string): Promise<string | undefined> {
    const [found] = await this.query<{ there: boolean }>("select to_regclass($1) is not null as there", [`${schema}.state`]);
    return found?.there ? (await this.query<State>(`select fingerprint from ${schema}.state`))[0]?.fingerprint : undefined;
  }

  async #hasServer(): Promise<boolean> {
    const [row] = await this.query<{ there: boolean }>(
      "select exists (select 1 from pg_stat_activity where datname = current_database() and application_name = 'parley') as there",
    );
    return row?.there ?? false;
  }

  /** One import at a time. One that was killed may still have a statement running. */
  async #takeTurn(): Promise<void> {
    if (this.#dryRun) return;
    const until = Date.now() + patienceMs;
    for (;;) {
      const [row] = await this.query<{ mine: boolean }>("select pg_try_advisory_lock(hashtextextended('parley import', 0)) as mine");
      if (row?.mine) return;
      if (Date.now() > until) throw new ImportRefused("Another import is writing to this database.");
      await sleep(100);
    }
  }
}
