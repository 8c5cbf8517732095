import type { Context } from "@parley/protocol";
import { expectRefusal, listen, newDirect, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directKey } from "./create.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await signIn(server, ["ada", "bob", "cleo", "dora"]);
});
afterAll(() => server.stop());

const ad: Context = { type: "ad", id: "42", title: "A red bicycle", url: "https://shop.example/ads/42" };

describe("create", () => {
  test("refuses people who do not exist, naming them, and then creates nothing", async () => {
    const refused = await expectRefusal(
      server.as("ada").call("conversations.create", { type: "group", participantIds: ["bob", "nobody", "nothing"], title: "Never" }),
      "user_unknown",
    );
    expect(refused.details).toMatchObject({ userIds: ["nobody", "nothing"] });
    expect((await server.pool.query("select 1 from conversations where title = 'Never'")).rowCount).toBe(0);
  });

  test("refuses a direct conversation that is not of two, or that has a title or picture", async () => {
    const create = (input: object) => server.as("ada").call("conversations.create", { type: "direct", participantIds: ["bob"], ...input });
    for (const fault of [{ participantIds: ["bob", "cleo"] }, { participantIds: ["ada"] }, { title: "Us" }, { imageUrl: "https://example.com/us.png" }])
      await expectRefusal(create(fault), "direct_conversation");
  });

  test("S8 refuses blank titles, contexts with more fields, roles and owners from outside", async () => {
    const create = (input: object) => server.as("ada").call("conversations.create", { type: "group", participantIds: ["bob"], ...input });
    const faults = [{ title: " " }, { context: { ...ad, price: 1 } }, { createdBy: "bob" }, { role: "owner" }, { participantIds: [] }];
    for (const fault of [...faults, { imageUrl: "javascript:alert(1)" }, { context: { ...ad, url: "javascript:alert(1)" } }])
      await expectRefusal(create(fault), "validation_failed");
  });

  test("F-DM-01 N-T-01 T-T-08 a group begins with its creator as owner and says that it was created", async () => {
    const { conversation, created } = await server
      .as("ada")
      .call("conversations.create", { type: "group", participantIds: ["bob", "cleo", "bob", "ada"], title: " Trip ", history: "since_join" });
    expect(created).toBe(true);
    expect(conversation).toMatchObject({ type: "group", title: "Trip", history: "since_join", createdBy: "ada", lastSeq: 1, memberCount: 3 });
    expect(conversation.members.map(({ user, role }) => [user.id, role]).sort()).toEqual([
      ["ada", "owner"],
      ["bob", "member"],
      ["cleo", "member"],
    ]);
    expect(conversation.lastMessage).toMatchObject({ type: "system", seq: 1, notice: { kind: "conversation_created" }, sender: { id: "ada" } });
    expect(conversation.me).toMatchObject({ role: "owner", unread: 0, archived: false, mutedUntil: null });
  });

  test("T-UI-16 a direct conversation carries what it is about; the pair may talk about other things too", async () => {
    const about = await newDirect(server, "ada", "bob", { context: ad });
    expect(about.context).toEqual(ad);
    const plain = await newDirect(server, "ada", "bob");
    const other = await newDirect(server, "ada", "bob", { context: { ...ad, id: "43" } });
    expect(new Set([about.id, plain.id, other.id]).size).toBe(3);
  });

  test("a direct conversation that exists is returned, whoever asks", async () => {
    const first = await newDirect(server, "cleo", "dora", { context: ad });
    await server.as("cleo").call("messages.send", { conversationId: first.id, text: "hello" });
    const again = await server
      .as("dora")
      .call("conversations.create", { type: "direct", participantIds: ["cleo"], context: { ...ad, title: "Another title" } });
    expect(again).toMatchObject({ created: false, conversation: { id: first.id, lastSeq: 1, me: { unread: 1 }, context: { title: ad.title } } });
  });

  test("I14 defect 9: 50 who create at once, over REST and dispatch and from both sides, get one direct conversation", async () => {
    const tokens = { ada: await server.tokenFor("ada"), dora: await server.tokenFor("dora") };
    const attempts = Array.from({ length: 50 }, async (_, index) => {
      const [one, other] = index % 2 === 0 ? (["ada", "dora"] as const) : (["dora", "ada"] as const);
      const input = { type: "direct" as const, participantIds: [other], context: ad };
      if (index % 3 > 0) return server.as(one).call("conversations.create", input);
      const answer = await server.fetch("/api/conversations", { method: "POST", token: tokens[one], body: input });
      expect(answer.status).toBe(201);
      return (await answer.json()) as { conversation: { id: string }; created: boolean };
    });
    const answers = await Promise.all(attempts);
    expect(new Set(answers.map(({ conversation }) => conversation.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    const { rows } = await server.pool.query("select id from conversations where direct_key = $1", [directKey("dora", "ada", ad)]);
    expect(rows).toHaveLength(1);
  });

  test("everybody in it hears that it began, nobody else does", async () => {
    const [ada, bob, cleo] = await Promise.all([server.connect("ada"), server.connect("bob"), server.connect("cleo")]);
    const heard = { ada: listen(ada), bob: listen(bob), cleo: listen(cleo) };
    const { conversation } = await server.as("ada").call("conversations.create", { type: "group", participantIds: ["bob"], title: "Two" });
    await waitFor("both to hear", () => heard.ada.length === 2 && heard.bob.length === 2);
    expect(heard.bob.map(({ name }) => name)).toEqual(["message.created", "conversation.created"]);
    const { lastMessage, me, ...shared } = conversation;
    expect(heard.bob[1]?.payload).toEqual({ conversationId: conversation.id, rev: conversation.rev, conversation: shared });
    expect(heard.cleo).toEqual([]);
  });

  test("the longest ids and contexts fit", async () => {
    const [one, other] = ["\u0001", "\u0002"].map((letter) => letter.repeat(128)) as [string, string];
    const context = { type: "\u0003".repeat(40), id: "\u0004".repeat(128), title: "🦊".repeat(200) };
    const { id } = await newDirect(server, one, other, { context });
    expect((await newDirect(server, other, one, { context })).id).toBe(id);
  });
});

describe("directKey", () => {
  const id = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
  const context = fc.option(fc.record({ type: id, id, title: fc.constant("x") }), { nil: undefined });

  test("is the same from both sides", () => {
    fc.assert(fc.property(id, id, context, (one, other, about) => directKey(one, other, about) === directKey(other, one, about)));
  });

  test("is another for every other pair or context", () => {
    const few = fc.constantFrom("a", "b", 'a"', '","', "a,b", "\\", "[", "");
    const about = fc.option(fc.record({ type: fc.constantFrom("x", "y", '","'), id: few.filter(Boolean), title: fc.constant("x") }), { nil: undefined });
    fc.assert(
      fc.property(few, few, about, few, few, about, (a, b, contextOne, c, d, contextTwo) => {
        const same = [a, b].sort().join("\0") === [c, d].sort().join("\0") && contextOne?.type === contextTwo?.type && contextOne?.id === contextTwo?.id;
        return (directKey(a, b, contextOne) === directKey(c, d, contextTwo)) === same;
      }),
      { numRuns: 1000 },
    );
  });
});
