import type { Query } from "../../db/query.ts";
import { nameMatches, needsOfName } from "../../language/index.ts";

const TITLES = {
  name: "conversation_titles",
  text: `select c.id, c.title, c.context->>'title' as context_title from members m join conversations c on c.id = m.conversation_id
    where m.user_id = $1 and m.left_at is null and (c.title is not null or c.context is not null)`,
};

const PEOPLE = {
  name: "conversation_people",
  text: `select o.conversation_id, u.name_forms from members m
    join members o on o.conversation_id = m.conversation_id and o.user_id <> $1 and o.left_at is null join users u on u.id = o.user_id
    where m.user_id = $1 and m.left_at is null and u.name_forms && $2::text[]`,
};

/**
 * The user's conversations whose title, or the name of another member, has
 * words that begin like the asked ones: without regard to accents, in another
 * script, or a slip away.
 */
export async function findNamed(query: Query, userId: string, asked: string): Promise<string[]> {
  const needs = needsOfName(asked);
  if (needs.length === 0) return [];
  const titles = await query<{ id: string; title: string | null; context_title: string | null }>(TITLES, [userId]);
  const people = await query<{ conversation_id: string; name_forms: string[] }>(PEOPLE, [userId, needs[0]]);
  const named = people.filter(({ name_forms: forms }) => needs.every((alternatives) => alternatives.some((form) => forms.includes(form))));
  const titled = titles.filter(({ title, context_title }) => [title, context_title].some((own) => own !== null && nameMatches(asked, own)));
  return [...new Set([...named.map(({ conversation_id }) => conversation_id), ...titled.map(({ id }) => id)])];
}
