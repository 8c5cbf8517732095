import { type Message, ParleyError, type ParleyEvent } from "@parley/protocol";
import { ask, expectRefusal, listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";

let server: TestServer;
let sockets: { ada: Socket; bob: Socket; cleo: Socket };
let heard: { bob: ParleyEvent[]; cleo: ParleyEvent[] };

beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: "silent" });
  sockets = { ada: await server.connect("ada"), bob: await server.connect("bob"), cleo: await server.connect("cleo") };
  heard = { bob: listen(sockets.bob), cleo: listen(sockets.cleo) };
});
afterAll(() => server.stop());

/** Does one thing after another until told to stop; notes what was answered to each. */
function keepDoing(socket: Socket, conversationId: string): { stop(): Promise<string[]> } {
  let isOver = false;
  const answers: string[] = [];
  const actions: [string, object][] = [
    ["message:send", { conversationId, text: "here I am" }],
    ["typing:start", { conversationId }],
    ["message:react", { messageId: `${conversationId}.2`, emoji: "👍" }],
    ["message:read", { conversationId, seq: 2 }],
    ["message:list", { conversationId }],
    ["conversation:changes", { conversationId, sinceRev: 0, sinceSeq: 0 }],
  ];
  const running = actions.map(async ([event, input]) => {
    while (!isOver) {
      answers.push(
        await ask(socket, event, input).then(
          () => "ok",
          (error: unknown) => (error instanceof ParleyError ? error.code : String(error)),
        ),
      );
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(running);
      return answers;
    },
  };
}

const revOf = ({ payload }: ParleyEvent): number => (payload as { rev?: number }).rev ?? Number.POSITIVE_INFINITY;
const of = (conversationId: string) => (event: ParleyEvent) => (event.payload as { conversationId?: string }).conversationId === conversationId;

test.each(Array.from({ length: scaled(5, 100) }, (_, round) => round))(
  "F19 I13 I17 I21 who is removed in the midst of sending, typing and reading does and hears nothing from then on (round %i)",
  async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
    await server.as("ada").call("messages.send", { conversationId: id, text: "welcome" });
    const [ada, bob] = [keepDoing(sockets.ada, id), keepDoing(sockets.bob, id)];
    await waitFor("bob to have spoken", () => heard.cleo.filter(of(id)).length > 20);

    await ask(sockets.ada, "member:remove", { conversationId: id, userId: "bob" });
    for (const [event, input] of [
      ["message:send", { conversationId: id, text: "still here?" }],
      ["typing:start", { conversationId: id }],
      ["message:list", { conversationId: id }],
    ] as const)
      await expectRefusal(ask(sockets.bob, event, input), "not_found");
    const answer = await server.fetch(`/api/conversations/${id}/messages`, {
      method: "POST",
      token: await server.tokenFor("bob"),
      body: { text: "and here?" },
    });
    expect(answer.status).toBe(404);
    expect(new Set(await bob.stop())).toEqual(new Set(["ok", "not_found"]));
    const typing = await server.as("ada").call("typing.list", { conversationId: id });
    expect(typing.users.map((user) => user.id)).not.toContain("bob");
    expect(new Set(await ada.stop())).toEqual(new Set(["ok"]));
    await ask(sockets.bob, "user:me", {});

    const events = heard.bob.filter(of(id));
    const at = events.findIndex(({ name }) => name === "member.removed");
    expect(at).toBeGreaterThan(0);
    const removal = events[at] as ParleyEvent;
    // What was committed before may come late, nothing else comes.
    expect(events.slice(at + 1).filter((event) => revOf(event) > revOf(removal))).toEqual([]);
    const { rows } = await server.pool.query("select seq::int, rev::int, sender_id, type from messages where conversation_id = $1 order by seq", [id]);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.filter((row: Message & { sender_id: string }) => row.sender_id === "bob" && row.rev > revOf(removal))).toEqual([]);
  },
);

test("F19 I17 a start of typing that was judged before the removal and comes after it starts nothing; after a return it does", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const { typing } = server.server.app;
  const bob = { id: "bob", name: "bob", imageUrl: null };
  const memberRevs = "select member_rev::int as rev from conversations where id = $1";
  const { rev } = (await server.pool.query(memberRevs, [id])).rows[0];
  await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
  typing.start(id, bob, rev);
  expect(typing.list(id)).toEqual([]);
  await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["bob"] });
  await server.as("bob").call("typing.start", { conversationId: id });
  expect(typing.list(id)).toEqual([bob]);
});
