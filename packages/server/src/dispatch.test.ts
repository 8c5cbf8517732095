import { type Input, type OperationName, operations } from "@parley/protocol";
import { expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dispatch } from "./dispatch.ts";

let server: TestServer;
let groupId: string;

beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
  await server.as("ada").call("messages.send", { conversationId: groupId, text: "for members only" });
  await server.as("mallory").call("users.me", {});
});
afterAll(() => server.stop());

const names = Object.keys(operations) as OperationName[];

describe("who may call", () => {
  test.each(names.filter((name) => operations[name].access !== "public"))("X-SEC-01 %s is refused without a token", async (name) => {
    await expectRefusal(server.anonymous(name, {} as never), "unauthenticated");
  });

  test("users.put is refused to all but admins of the host", async () => {
    const input = { userId: "carol", name: "Carol" };
    await expectRefusal(server.as("ada").call("users.put", input), "forbidden");
    await expectRefusal(server.as("mia", { role: "moderator" }).call("users.put", input), "forbidden");
    expect(await server.as("root", { role: "admin" }).call("users.put", input)).toMatchObject({ id: "carol" });
  });
});

/** Every operation that takes the id of a conversation or message, as a stranger would try it. `place` is the real thing or a random one. */
type Place = { conversationId: string; messageId: string };
const reaching = {
  "conversations.get": ({ conversationId }) => ({ conversationId }),
  "conversations.update": ({ conversationId }) => ({ conversationId, title: "Mine" }),
  "conversations.archive": ({ conversationId }) => ({ conversationId, archived: true }),
  "conversations.mute": ({ conversationId }) => ({ conversationId, muted: true }),
  "conversations.pin": ({ conversationId }) => ({ conversationId, pinned: true }),
  "conversations.leave": ({ conversationId }) => ({ conversationId }),
  "conversations.listMembers": ({ conversationId }) => ({ conversationId }),
  "conversations.addMembers": ({ conversationId }) => ({ conversationId, userIds: ["mallory"] }),
  "conversations.removeMember": ({ conversationId }) => ({ conversationId, userId: "bob" }),
  "conversations.setRole": ({ conversationId }) => ({ conversationId, userId: "mallory", role: "owner" }),
  "messages.send": ({ conversationId, messageId }) => ({ conversationId, text: "let me in", replyTo: messageId, mentions: ["bob"] }),
  "messages.list": ({ conversationId }) => ({ conversationId }),
  "messages.get": ({ messageId }) => ({ messageId }),
  "messages.edit": ({ messageId }) => ({ messageId, text: "changed" }),
  "messages.delete": ({ messageId }) => ({ messageId }),
  "messages.react": ({ messageId }) => ({ messageId, emoji: "👍" }),
  "messages.pin": ({ messageId }) => ({ messageId, pinned: true }),
  "messages.listPinned": ({ conversationId }) => ({ conversationId }),
  "messages.changes": ({ conversationId }) => ({ conversationId, sinceRev: 0, sinceSeq: 0 }),
  "receipts.read": ({ conversationId }) => ({ conversationId, seq: 1 }),
  "receipts.delivered": ({ conversationId }) => ({ conversationId, seq: 1 }),
  "typing.start": ({ conversationId }) => ({ conversationId }),
  "typing.stop": ({ conversationId }) => ({ conversationId }),
  "typing.list": ({ conversationId }) => ({ conversationId }),
} satisfies { [Name in OperationName]?: (place: Place) => Input<Name> };

describe("S6 T-SEC-05 I13 reaching for a conversation of others", () => {
  const nowhere = "0190a0b0-0000-7000-8000-000000000000";
  const snapshot = async () => {
    const tables = ["conversations", "members", "messages"].map((table) => `select '${table}', to_jsonb(t) as row from ${table} t`);
    return (await server.pool.query(`select * from (${tables.join(" union all ")}) everything order by 1, row::text`)).rows;
  };

  test("the table holds every operation that takes such an id", () => {
    const takesId = names.filter((name) => ["conversationId", "messageId"].some((key) => key in operations[name].input.shape));
    expect(Object.keys(reaching).sort()).toEqual(takesId.sort());
  });

  test.each(Object.keys(reaching) as (keyof typeof reaching)[])("%s answers a stranger as if nothing were there, and does nothing", async (name) => {
    const before = await snapshot();
    const attempt = (place: Place) => expectRefusal(server.as("mallory").call(name, reaching[name](place) as never), "not_found");
    const real = await attempt({ conversationId: groupId, messageId: `${groupId}.2` });
    const random = await attempt({ conversationId: nowhere, messageId: `${nowhere}.2` });
    expect(real.toBody()).toEqual(random.toBody());
    expect(await snapshot()).toEqual(before);
  });
});

describe("what is let in", () => {
  test.each(names)("S8 %s refuses a field that it does not know", async (name) => {
    const admin = await server.server.app.sessions.authenticate(await server.tokenFor("root", { role: "admin" }));
    const refused = await expectRefusal(
      dispatch(server.server.app, { actor: admin, address: "127.0.0.1" }, name, { isAdmin: true } as never),
      "validation_failed",
    );
    expect(JSON.stringify(refused.details.errors)).toContain("isAdmin");
  });

  test("S8 sender, place and time of a message are never taken from the client", async () => {
    for (const field of [{ senderId: "ada" }, { seq: 1 }, { createdAt: "2020-01-01T00:00:00.000Z" }, { type: "system" }, { version: 7 }]) {
      await expectRefusal(server.as("bob").call("messages.send", { conversationId: groupId, text: "as you like", ...field }), "validation_failed");
    }
  });

  test("S10 S12 other types and prototype keys are faults, named with their path", async () => {
    const send = (input: unknown) => expectRefusal(server.as("ada").call("messages.send", input as never), "validation_failed");
    const conversationId = groupId;
    expect((await send({ conversationId, text: { $ne: null } })).details.errors).toMatchObject([{ path: "text" }]);
    expect((await send({ conversationId, text: ["a"] })).details.errors).toMatchObject([{ path: "text" }]);
    expect((await send({ conversationId: 7, text: "a" })).details.errors).toMatchObject([{ path: "conversationId" }]);
    for (const json of ['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}']) {
      await send({ conversationId, text: "a", ...JSON.parse(json) });
      await send(Object.defineProperty({ conversationId, text: "a" }, "__proto__", { value: {}, enumerable: true }));
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    for (const input of [null, undefined, 7, "text", [], new Date()]) await send(input);
  });

  test.each([Number.POSITIVE_INFINITY, 2 ** 63, -1, 1.5, Number.NaN, "1", null])("S10 S35 %s is not a place in a conversation", async (seq) => {
    await expectRefusal(server.as("ada").call("messages.list", { conversationId: groupId, before: seq as number }), "validation_failed");
    await expectRefusal(server.as("ada").call("receipts.read", { conversationId: groupId, seq: seq as number }), "validation_failed");
  });

  test("S14 a refusal tells at most ten faults, and little of each", async () => {
    const noise = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, index]));
    for (const input of [noise, { ...noise, conversationId: groupId, text: "a", mentions: new Array(50).fill(7) }]) {
      const refused = await expectRefusal(server.as("ada").call("messages.send", input as never), "validation_failed");
      expect((refused.details.errors as unknown[]).length).toBeLessThanOrEqual(10);
      expect(JSON.stringify(refused.toBody()).length).toBeLessThan(3000);
    }
  });

  test("ids are the same in upper case as in lower case", async () => {
    const call = server.as("ada").call;
    const { message } = await call("messages.send", { conversationId: groupId.toUpperCase(), text: "loud" });
    expect(message.conversationId).toBe(groupId);
    expect(message.id.startsWith(groupId)).toBe(true);
    expect(await call("receipts.read", { conversationId: groupId.toUpperCase(), seq: message.seq })).toMatchObject({ readSeq: message.seq });
  });
});
