import { listen, newGroup, signIn, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

type Left = { conversationId: string; seq: number; rev: number };

/** A message on disk that nobody was told of; `leave` adds the outbox row that was committed with it. */
async function commit(conversationId: string, text: string): Promise<Left> {
  const { rows } = await server.pool.query(
    `with c as (update conversations set last_seq = last_seq + 1, last_rev = last_rev + 1 where id = $1 returning last_seq, last_rev),
      m as (insert into messages (conversation_id, seq, rev, sender_id, text) select $1, last_seq, last_rev, 'ada', $2 from c)
    select last_seq::int as seq, last_rev::int as rev from c`,
    [conversationId, text],
  );
  return { conversationId, ...rows[0] };
}
const leave = (event: string, entries: Left[], secondsAgo = 10) =>
  server.pool.query("insert into outbox (event, conversation_ids, revs, seqs, created_at) values ($1, $2, $3, $4, now() - make_interval(secs => $5))", [
    event,
    entries.map(({ conversationId }) => conversationId),
    entries.map(({ rev }) => rev),
    entries.map(({ seq }) => seq),
    secondsAgo,
  ]);
/** Then nothing is on its way either: a row goes after its events. */
const outboxEmpty = () => waitFor("the outbox to be empty", async () => (await server.pool.query("select 1 from outbox")).rows.length === 0, 15_000);
const eventsOf = (heard: ReturnType<typeof listen>) => heard.map(({ name, payload }) => [name, "message" in payload ? payload.message.text : null]);

test("I13 what a crash left is not told to strangers, former members and those who joined later", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "eve"], { history: "since_join" });
  await server.as("eve").call("conversations.leave", { conversationId: id });
  const left = await commit(id, "for members of that time");
  await signIn(server, ["mallory", "newt"]);
  await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["newt"] });
  await outboxEmpty();
  const outsiders = await Promise.all(["eve", "mallory", "newt"].map(async (userId) => listen(await server.connect(userId))));
  const bob = listen(await server.connect("bob"));
  await leave("message.created", [left]);
  await waitFor("bob to hear", () => bob.length > 0);
  const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "that was all" });
  await waitFor("the newcomer to hear the last", () => (outsiders[2]?.length ?? 0) > 0);
  expect(outsiders.map(eventsOf)).toEqual([[], [], [["message.created", message.text]]]);
  await outboxEmpty();
});

test("I15 F1 a message committed before a crash is published within seconds, and the outbox becomes empty", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await outboxEmpty();
  const [ada, bob] = [listen(await server.connect("ada")), listen(await server.connect("bob"))];
  const left = await commit(id, "nobody was told");
  await leave("message.created", [left]);
  await waitFor("both to hear", () => ada.length > 0 && bob.length > 0);
  const { message } = await server.as("bob").call("messages.get", { messageId: `${id}.${left.seq}` });
  expect(bob).toEqual([{ name: "message.created", payload: { conversationId: id, rev: left.rev, message } }]);
  expect(ada).toEqual(bob);
  await outboxEmpty();
});

test("I15 a row younger than five seconds belongs to a living process and is left to it", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await outboxEmpty();
  const bob = listen(await server.connect("bob"));
  await leave("message.created", [await commit(id, "just now")], -3);
  await leave("message.created", [await commit(id, "long ago")]);
  await waitFor("bob to hear one", () => bob.length > 0);
  expect(eventsOf(bob)).toEqual([["message.created", "long ago"]]);
  await waitFor("bob to hear the other", () => bob.length > 1, 15_000);
  expect(eventsOf(bob)[1]).toEqual(["message.created", "just now"]);
  await outboxEmpty();
});

test("I15 a commit of messages in several conversations is published whole", async () => {
  const ids = await Promise.all([1, 2, 3].map(async () => (await newGroup(server, ["ada", "bob"])).id));
  const left = await Promise.all(ids.map((id, index) => commit(id, `text ${index}`)));
  await outboxEmpty();
  const bob = listen(await server.connect("bob"));
  await leave("message.created", left);
  await waitFor("bob to hear all", () => bob.length >= 3);
  expect(bob.map(({ payload }) => ("rev" in payload ? payload.conversationId : "")).sort()).toEqual(ids.toSorted());
  await outboxEmpty();
});

test("I10 a message deleted since is told without its text", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const left = await commit(id, "regretted");
  await server.as("ada").call("messages.delete", { messageId: `${id}.${left.seq}` });
  await outboxEmpty();
  const bob = listen(await server.connect("bob"));
  await leave("message.created", [left]);
  await waitFor("bob to hear", () => bob.length > 0);
  expect(bob).toMatchObject([{ name: "message.created", payload: { rev: left.rev, message: { text: "", deletedAt: expect.any(String) } } }]);
});

test("I15 a change of the conversation itself is told as it is now", async () => {
  const { id } = await newGroup(server, ["ada", "bob"], { title: "Now" });
  await outboxEmpty();
  const bob = listen(await server.connect("bob"));
  await leave("member.added", [{ conversationId: id, seq: 0, rev: 1 }]);
  await waitFor("bob to hear", () => bob.length > 0);
  expect(bob).toMatchObject([{ name: "conversation.updated", payload: { conversationId: id, conversation: { id, title: "Now", memberCount: 2 } } }]);
});

test("I22 a node that starts clears what the crash left before it listens", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await outboxEmpty();
  const bob = listen(await server.connect("bob"));
  const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "told already" });
  await waitFor("bob to hear", () => bob.length > 0);
  await leave("message.created", [{ conversationId: "0190a0b0-0000-7000-8000-000000000000", seq: 1, rev: 1 }, message]);
  const other = await startSecondNode(server);
  await outboxEmpty();
  await other.stop();
});

test("I15 ordinary sending leaves the outbox empty", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await Promise.all(Array.from({ length: 100 }, (_, index) => server.as("ada").call("messages.send", { conversationId: id, text: `text ${index}` })));
  await outboxEmpty();
});
