import { type OperationName, operations } from "@parley/protocol";
import { expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;

beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

const names = Object.keys(operations) as OperationName[];

/** Who is let through to what is the table of trust/authorization; here is what holds before it. */
describe("who may call", () => {
  test.each(names.filter((name) => operations[name].access !== "public"))("X-SEC-01 %s is refused without a token", async (name) => {
    await expectRefusal(server.anonymous(name, {} as never), "unauthenticated");
  });
});

describe("what is let in", () => {
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
