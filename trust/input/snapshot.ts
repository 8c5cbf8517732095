import type { TestServer } from "@parley/testkit";

/** Every row of every table, as text. */
export async function snapshot({ pool }: TestServer): Promise<string[]> {
  const tables = await pool.query<{ name: string }>(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  const rows = await Promise.all(
    tables.rows.map(async ({ name }) =>
      (await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t order by 1`)).rows.map(({ row }) => `${name} ${row}`),
    ),
  );
  return rows.flat();
}
