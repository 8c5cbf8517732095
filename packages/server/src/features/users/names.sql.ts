import type pg from "pg";
import type { Query } from "../../db/query.ts";
import { formsOfName, needsOfName } from "../../language/index.ts";

const AMONG = {
  name: "people_among",
  text: `select u.id, u.name_forms, m.conversation_id as "conversationId" from members m join users u on u.id = m.user_id
    where m.conversation_id = any($1::uuid[]) and (u.id = $2 or starts_with(lower(u.id), lower($2)) or starts_with(lower(u.name), lower($2)) or u.name_forms && $3::text[])`,
};

/** People of these conversations, former members too, by id or the beginning of a name, in each conversation. */
export async function findPeopleAmong(query: Query, conversationIds: string[], name: string): Promise<{ id: string; conversationId: string }[]> {
  const needs = needsOfName(name);
  const rows = await query<{ id: string; name_forms: string[] | null; conversationId: string }>(AMONG, [conversationIds, name.trim(), needs[0] ?? []]);
  const literal = name.trim().toLowerCase();
  return rows.filter(
    ({ id, name_forms: forms }) =>
      id.toLowerCase().startsWith(literal) || forms === null || needs.every((alternatives) => alternatives.some((form) => forms.includes(form))),
  );
}

const UNNAMED = "select id, name from users where name_forms is null limit 500";
const NAME = `update users u set name_forms = string_to_array(n.forms, E'\\n') from unnest($1::text[], $2::text[], $3::text[]) as n (id, name, forms)
  where u.id = n.id and u.name = n.name`;

/** Makes the forms of names that have none: people from before search, and those whom the host wrote by SQL. */
export async function nameUsers(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ id: string; name: string }>(UNNAMED);
    if (rows.length === 0) return;
    await pool.query(NAME, [rows.map(({ id }) => id), rows.map(({ name }) => name), rows.map(({ name }) => formsOfName(name).join("\n"))]);
  }
}
