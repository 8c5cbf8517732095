import type { Message } from "@parley/protocol";
import { ask, expectRefusal, listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const people = ["ada", "bob", "cleo", "dora", "emil"];
const newGroups = (count: number) => Promise.all(Array.from({ length: count }, async () => (await newGroup(server, people)).id));
const send = async (userId: string, conversationId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId, text, ...extra })).message;
const places = async (conversationId: string) =>
  (await server.pool.query("select seq::int, rev::int from messages where conversation_id = $1 order by seq", [conversationId])).rows as {
    seq: number;
    rev: number;
  }[];

test("I4 refused sends take no place", async () => {
  const [id = ""] = await newGroups(1);
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      if (index % 3 === 0) return expectRefusal(send("mallory", id, "in"), "not_found");
      if (index % 3 === 1) return expectRefusal(send("ada", id, "hey", { mentions: ["mallory"] }), "mention_not_a_member");
      return send("ada", id, `text ${index}`);
    }),
  );
  const seqs = outcomes.flatMap((outcome) => ("seq" in outcome ? [outcome.seq] : []));
  expect(seqs.sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  expect((await places(id)).map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
});

test("I4 seq is 1 to N without gaps while five people write and edit in four conversations at once", async () => {
  const groups = await newGroups(4);
  const sent = await Promise.all(
    Array.from({ length: 600 }, async (_, index) => {
      const userId = people[index % people.length] ?? "";
      const message = await send(userId, groups[index % groups.length] ?? "", `text ${index}`);
      if (index % 20 === 0) await server.as(userId).call("messages.edit", { messageId: message.id, text: "better" });
      return message;
    }),
  );
  for (const id of groups) {
    const rows = await places(id);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 151 }, (_, index) => index + 1));
    expect(new Set(rows.map(({ rev }) => rev)).size).toBe(151);
    expect(await server.as("ada").call("conversations.get", { conversationId: id })).toMatchObject({ lastSeq: 151 });
    const acknowledged = sent.filter((message) => message.conversationId === id).map(({ seq }) => seq);
    expect(acknowledged.sort((one, other) => one - other)).toEqual(rows.slice(1).map(({ seq }) => seq));
  }
});

test("I5 what one socket sends without waiting keeps its order, with replies, mentions and two conversations mixed, among others' messages", async () => {
  const [here = "", there = ""] = await newGroups(2);
  const [writer, listener] = [await server.connect("ada"), await server.connect("bob")];
  const opener = await send("ada", here, "to be answered");
  const heard = listen(listener);
  const drafts = Array.from({ length: 200 }, (_, index) => ({
    conversationId: index % 7 === 0 ? there : here,
    text: `text ${index}`,
    ...(index % 2 === 0 && { clientId: `c${index}` }),
    ...(index % 3 === 0 && { mentions: ["bob", "cleo"] }),
    ...(index % 5 === 0 && index % 7 !== 0 && { replyTo: opener.id }),
  }));
  const noise = Promise.all(Array.from({ length: 100 }, (_, index) => send("cleo", index % 2 === 0 ? here : there, "noise")));
  const answers = await Promise.all(drafts.map((draft) => ask<{ message: Message }>(writer, "message:send", draft)));
  await noise;
  const texts = () => heard.filter(({ payload }) => "message" in payload && payload.message.type === "text" && payload.message.id !== opener.id);
  await waitFor("all events", () => texts().length >= 300);
  expect(answers.map(({ message }) => message.text)).toEqual(drafts.map(({ text }) => text));
  for (const id of [here, there]) {
    const seqs = answers.filter(({ message }) => message.conversationId === id).map(({ message }) => message.seq);
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
    const told = texts().flatMap(({ payload }) => ("message" in payload && payload.conversationId === id ? [payload.message.seq] : []));
    expect(told).toEqual(told.toSorted((one, other) => one - other));
  }
});

test("I5 a message sent after another's acknowledgement comes after it, whoever sends", async () => {
  const [id = ""] = await newGroups(1);
  const sockets = await Promise.all(people.map((userId) => server.connect(userId)));
  let last = 0;
  for (let round = 0; round < 50; round += 1) {
    const socket = sockets[round % sockets.length];
    if (socket === undefined) throw new Error("no socket");
    const { message } = await ask<{ message: Message }>(socket, "message:send", { conversationId: id, text: `round ${round}` });
    expect(message.seq).toBeGreaterThan(last);
    last = message.seq;
  }
});

test("I6 at its acknowledgement a message is seen by another connection to the database", async () => {
  const [id = ""] = await newGroups(1);
  const socket = await server.connect("ada");
  const seen = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const { message } = await ask<{ message: Message }>(socket, "message:send", { conversationId: id, text: `text ${index}` });
      const { rows } = await server.pool.query("select text, rev::int from messages where conversation_id = $1 and seq = $2", [id, message.seq]);
      return rows.length === 1 && rows[0].text === message.text && rows[0].rev === message.rev;
    }),
  );
  expect(seen.every(Boolean)).toBe(true);
});
