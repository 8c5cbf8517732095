import { writeFile } from "node:fs/promises";
import type { TestServer } from "@parley/testkit";
import { fileText } from "./call.ts";
import type { Template } from "./world.ts";

/** A conversation like this one, with other ids, which the server has never seen. `stored`: with what is in its files. */
export async function copyTemplate(server: TestServer, { conversationId, seqs, sent, uploads }: Template, stored: boolean): Promise<Template> {
  const { id, files } = await copyRows(server, conversationId);
  const copyOf = (file: string) => files[file] ?? "";
  if (stored) await Promise.all(Object.values(files).map((file) => storeText(server, file)));
  const copied = Object.fromEntries(Object.entries(uploads).map(([name, file]) => [name, copyOf(file)]));
  return { conversationId: id, seqs, uploads: copied, sent: copyOf(sent) };
}

/** Attachments have ids of their own wherever they are named: as rows, in their details and in the message that has them. */
async function copyRows({ pool }: TestServer, from: string): Promise<{ id: string; files: Record<string, string> }> {
  const { rows } = await pool.query<{ id: string; files: Record<string, string> }>(
    `with c as (insert into conversations select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'direct_key', gen_random_uuid()))).*
        from conversations t where id = $1 returning id),
      files as materialized (select id as old, gen_random_uuid() as new from attachments where conversation_id = $1),
      m as (insert into members select (jsonb_populate_record(t, jsonb_build_object('conversation_id', c.id))).* from members t, c where conversation_id = $1),
      a as (insert into attachments select (jsonb_populate_record(t,
          jsonb_build_object('conversation_id', c.id, 'id', f.new, 'details', t.details || jsonb_build_object('id', f.new)))).*
        from attachments t join files f on f.old = t.id, c),
      x as (insert into messages select (jsonb_populate_record(t, jsonb_build_object('conversation_id', c.id, 'attachments', carried.attachments))).*
        from messages t cross join lateral (
          select jsonb_agg(one || jsonb_build_object('id', f.new)) as attachments
          from jsonb_array_elements(t.attachments) as one join files f on f.old = (one ->> 'id')::uuid) carried, c
        where conversation_id = $1)
    select id, (select jsonb_object_agg(old, new) from files) as files from c`,
    [from],
  );
  if (rows[0] === undefined) throw new Error(`there is no conversation ${from}`);
  return rows[0];
}

async function storeText({ server: { app } }: TestServer, id: string): Promise<void> {
  await app.files.incoming.use(id, async (path) => {
    await writeFile(path, fileText);
    await app.files.store.put(id, { path, bytes: fileText.length, mediaType: "text/plain" });
  });
}
