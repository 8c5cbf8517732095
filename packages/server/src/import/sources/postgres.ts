import pg from "pg";
import Cursor from "pg-cursor";
import type { Fields } from "../fields.ts";
import type { Staged } from "../records.ts";
import { ImportRefused, type Part, type Reading, type Source } from "../source.ts";

/** As text, not as Dates: those have milliseconds, and read times without a zone as this machine's. */
const asText = new Set([1082, 1114, 1184]);
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    asText.has(oid) ? (text: string) => text : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export type Table = {
  name: string;
  /** What else it may be called. */
  aliases?: string[];
  /** In the order of reading; unique, so that reading can go on after it. */
  key: string[];
  /** Those that are used, or need no place here, apart by spaces. Others are noted. */
  columns: string;
  /** One more column, by an expression over `t`. */
  extra?: string | undefined;
  optional?: true;
  toRecords(row: Fields): Staged[];
};

/** A source's database: read only, one snapshot, a cursor per table. */
export class SourceDatabase {
  readonly #client: pg.Client;
  readonly #reading: Reading;

  private constructor(client: pg.Client, reading: Reading) {
    this.#client = client;
    this.#reading = reading;
  }

  static async open(reading: Reading): Promise<SourceDatabase> {
    if (!/^postgres(ql)?:\/\//.test(reading.from)) throw new ImportRefused(`--from is to be the address of a PostgreSQL database: postgres://…`);
    const client = new pg.Client({ connectionString: reading.from, application_name: "parley import (source)", types, options: "-c timezone=UTC" });
    // A connection that breaks fails the query that is under way, and is told there.
    client.on("error", () => {});
    await client.connect().catch((error: Error) => {
      throw new ImportRefused(`The source database cannot be reached: ${error.message}`, { cause: error });
    });
    await client.query("begin transaction isolation level repeatable read read only");
    return new SourceDatabase(client, reading);
  }

  async source(tables: Table[]): Promise<Source> {
    const { rows } = await this.#client.query<{ name: string }>("select oid || ' ' || datname as name from pg_database where datname = current_database()");
    const parts: Part[] = [];
    for (const table of tables) {
      const part = await this.#part(table);
      if (part !== null) parts.push(part);
    }
    return { fingerprint: `${URL.parse(this.#reading.from)?.host} ${rows[0]?.name}`, parts, close: () => this.#client.end() };
  }

  async has(table: string, column: string): Promise<boolean> {
    return (await this.#columns(table)).includes(column);
  }

  async #part(table: Table): Promise<Part | null> {
    const { name, aliases = [], key, columns, optional, toRecords } = table;
    const found = await this.#find([pg.escapeIdentifier(name), ...aliases]);
    if (found === null) {
      if (optional) return null;
      throw new ImportRefused(`The source has no table ${[name, ...aliases].join(" or ")}. Is this the right database?`);
    }
    const missing = key.filter((column) => !found.columns.includes(column));
    if (missing.length > 0) throw new ImportRefused(`The source's table ${found.table} has no column ${missing.join(", ")}.`);
    const known = columns.split(" ");
    for (const column of found.columns) if (!known.includes(column)) this.#reading.note("column_not_read", `${name}.${column}`);
    const total = await this.#client.query<{ rows: number }>(`select count(*)::int as rows from ${found.table}`);
    const pages = (after: string | number | null) => this.#pages(found.table, table, after === null ? [] : JSON.parse(String(after)));
    return {
      name,
      total: total.rows[0]?.rows ?? 0,
      async *read(after) {
        for await (const page of pages(after)) yield { records: page.rows.flatMap(toRecords), position: JSON.stringify(page.last), done: page.rows.length };
      },
    };
  }

  /** A cursor: one order of the whole table, whatever indexes it has. */
  async *#pages(table: string, { key, extra }: Table, after: string[]): AsyncIterable<{ rows: Fields[]; last: string[] }> {
    const order = key.map((column) => `t.${pg.escapeIdentifier(column)}`);
    const where = after.length === 0 ? "" : `where (${order.join(", ")}) > (${after.map((_, index) => `$${index + 1}`).join(", ")})`;
    const place = `array[${order.map((column) => `${column}::text`).join(", ")}] as "place read"`;
    const text = `select t.*, ${extra === undefined ? "" : `${extra}, `}${place} from ${table} t ${where} order by ${order.join(", ")}`;
    const cursor = this.#client.query(new Cursor<Fields>(text, after));
    try {
      for (;;) {
        const rows = await cursor.read(this.#reading.batch);
        if (rows.length === 0) return;
        yield { rows, last: rows.at(-1)?.["place read"] as string[] };
      }
    } finally {
      await cursor.close();
    }
  }

  async #find(names: string[]): Promise<{ table: string; columns: string[] } | null> {
    for (const table of names) {
      const columns = await this.#columns(table);
      if (columns.length > 0) return { table, columns };
    }
    return null;
  }

  async #columns(table: string): Promise<string[]> {
    const { rows } = await this.#client.query<{ name: string }>(
      "select attname::text as name from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum",
      [table],
    );
    return rows.map(({ name }) => name);
  }
}
