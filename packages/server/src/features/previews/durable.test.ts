import type { Message } from "@parley/protocol";
import { listen, startSecondNode, startServerProcess, waitFor } from "@parley/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jobsOf, type PreviewWorld, startPreviewWorld } from "./previews.fixture.ts";

let world: PreviewWorld;
beforeEach(async () => {
  world = await startPreviewWorld();
});
afterEach(() => world.stop());

const outboxEmpty = () => waitFor("the outbox to be empty", async () => (await world.server.pool.query("select 1 from outbox")).rows.length === 0, 15_000);

/** A message that a dying process had committed and told to nobody: row and outbox row. */
async function commitUnpublished(text: string): Promise<string> {
  const { rows } = await world.server.pool.query(
    `with c as (update conversations set last_seq = last_seq + 1, last_rev = last_rev + 1 where id = $1 returning last_seq, last_rev),
      m as (insert into messages (conversation_id, seq, rev, sender_id, text) select $1, last_seq, last_rev, 'ada', $2 from c),
      o as (insert into outbox (event, conversation_ids, revs, seqs, created_at)
        select 'message.created', array[$1::uuid], array[last_rev], array[last_seq], now() - interval '1 minute' from c)
    select last_seq from c`,
    [world.groupId, text],
  );
  return `${world.groupId}.${rows[0].last_seq}`;
}

test("I15 F1 a message that was committed before a crash, and published by nobody, is previewed", async () => {
  const link = world.network.web.serve("/", { body: "<title>Not lost</title>" });
  const messageId = await commitUnpublished(link);
  const previews = async () => (await world.server.as("bob").call("messages.get", { messageId })).message.previews;
  await waitFor("the preview", async () => (await previews()).length > 0);
  expect(await previews()).toMatchObject([{ url: link, title: "Not lost" }]);
  await outboxEmpty();
});

test("I15 F1 a job whose node died is taken over when its lease has ended", async () => {
  const link = world.network.web.serve("/", { body: "<title>Taken over</title>" });
  const sent = await world.send("no link yet");
  await world.server.pool.query("update messages set text = $3 where conversation_id = $1 and seq = $2", [sent.conversationId, sent.seq, link]);
  await world.server.pool.query("insert into preview_jobs (conversation_id, seq, version, due_at) values ($1, $2, 1, now())", [sent.conversationId, sent.seq]);
  expect(await world.settled(sent)).toMatchObject({ previews: [{ title: "Taken over" }] });
});

test("I22 F1 a process that is killed while the page is on its way: the next one previews the message", async () => {
  let asked = 0;
  const link = world.network.web.serve("/", (_, response) => {
    asked += 1;
    if (asked > 1) response.writeHead(200, { "content-type": "text/html" }).end("<title>After the kill</title>");
  });
  const { databaseUrl, jwtSecret } = world.server.server.app.config;
  const killed = await startServerProcess({ databaseUrl: databaseUrl ?? "", env: { ...world.network.env, JWT_SECRET: jwtSecret } });
  const response = await fetch(`${killed.url}/api/conversations/${world.groupId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${await world.server.tokenFor("ada")}`, "content-type": "application/json" },
    body: JSON.stringify({ text: link }),
  });
  const { message } = (await response.json()) as { message: Message };
  await waitFor("the page to be asked for", () => asked === 1);
  await killed.kill();
  expect(await jobsOf(world.server, message)).toEqual([{ version: 1, attempts: 0 }]);
  // Nobody waits a minute here.
  await world.server.pool.query("update preview_jobs set due_at = now()");
  expect(await world.settled(message)).toMatchObject({ previews: [{ title: "After the kill" }] });
  await killed.stop();
}, 60_000);

test("I15 until the job is in the database its outbox row stays, and so the event is published again", async () => {
  const link = world.network.web.serve("/", { body: "<title>Second time</title>" });
  await world.server.pool.query("alter table preview_jobs rename to away");
  const sent = await world.send(link);
  await world.server.server.app.publisher.drain();
  const others = await world.send("no link");
  await waitFor("the other message's row to go", async () => {
    const { rows } = await world.server.pool.query("select seqs from outbox");
    return rows.length === 1 && !rows[0].seqs.includes(String(others.seq));
  });
  await world.server.pool.query("alter table away rename to preview_jobs");
  await waitFor("the preview", async () => (await world.get(sent)).previews.length > 0, 20_000);
  await outboxEmpty();
});

test("a stop in the middle hands the job over to the next process, which finds it at once", async () => {
  let asked = 0;
  const link = world.network.web.serve("/", (_, response) => {
    asked += 1;
    if (asked > 1) response.writeHead(200, { "content-type": "text/html" }).end("<title>Handed over</title>");
  });
  const first = await startSecondNode(world.server, world.network.env);
  const { message: sent } = await first.as("ada").call("messages.send", { conversationId: world.groupId, text: link });
  await waitFor("the page to be asked for", () => asked === 1);
  await first.stop();
  expect(await world.settled(sent)).toMatchObject({ previews: [{ title: "Handed over" }] });
});

test("two nodes that both publish a message fetch its page once and tell of it once", async () => {
  const node = await startSecondNode(world.server, world.network.env);
  let answer = () => {};
  const link = world.network.web.serve("/", (_, response) => {
    answer = () => response.writeHead(200, { "content-type": "text/html" }).end("<title>Once</title>");
  });
  const heard = listen(await world.server.connect("bob"));
  const sent = await world.send(link);
  await waitFor("the page to be asked for", () => world.network.web.requests.length > 0);
  const event = { name: "message.created" as const, payload: { conversationId: sent.conversationId, rev: sent.rev, message: sent } };
  await node.server.app.publisher.publish({ ...event, to: { kind: "members", conversationId: sent.conversationId, memberRev: 0 } });
  answer();
  const previewed = await world.settled(sent);
  expect(previewed.rev).toBe(sent.rev + 1);
  expect(world.network.web.requests).toHaveLength(1);
  await waitFor("bob to hear", () => heard.length > 1);
  expect(heard.map(({ name }) => name)).toEqual(["message.created", "message.previewed"]);
  await node.stop();
});

test("F21 a job that ends whoever tries it is given up after the third", async () => {
  const sent = await world.send("no link");
  const insert = "insert into preview_jobs (conversation_id, seq, version, attempts, due_at) values ($1, $2, 1, 2, now())";
  await world.server.pool.query(insert, [sent.conversationId, sent.seq]);
  await waitFor("the job to be gone", async () => (await jobsOf(world.server, sent)).length === 0);
  // One that is tried bears its number while it is.
  await world.server.pool.query("insert into preview_jobs (conversation_id, seq, version, due_at) values ($1, 999, 1, now())", [sent.conversationId]);
  await waitFor("the job of no message to be gone", async () => (await world.server.pool.query("select 1 from preview_jobs")).rows.length === 0);
});
