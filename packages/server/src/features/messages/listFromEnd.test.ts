import type { Input } from "@parley/protocol";
import { expectRefusal, newDirect, startTestServer, type TestServer } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let conversationId: string;
beforeAll(async () => {
  server = await startTestServer();
  conversationId = (await newDirect(server, "ada", "bob")).id;
  for (let count = 0; count < 37; count++) await server.as("bob").call("messages.send", { conversationId, text: "hello" });
  // Several share a time, as those of one batch do.
  await server.pool.query("update messages set created_at = '2026-01-01T00:00:00Z'::timestamptz + (seq / 3) * interval '1 second' where conversation_id = $1", [
    conversationId,
  ]);
});
afterAll(() => server.stop());

const list = (input: Omit<Input<"messages.list">, "conversationId">) => server.as("ada").call("messages.list", { conversationId, ...input });
const seqs = async (input: Omit<Input<"messages.list">, "conversationId">) => (await list(input)).messages.map(({ seq }) => seq);
const second = (number: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString();

test("defect 5: a stranger gets nothing from any end", async () => {
  for (const input of [{ offset: 1 }, { beforeTime: second(3) }, { count: true }])
    await expectRefusal(server.as("mallory").call("messages.list", { conversationId, ...input }), "not_found");
});

test("two bounds at once are refused", async () => {
  await expectRefusal(list({ before: 5, offset: 5 }), "validation_failed");
  await expectRefusal(list({ after: 5, beforeTime: second(3) }), "validation_failed");
});

test("offset counts from the newest; total is what may be read in all, and only where it is asked for", async () => {
  expect(await seqs({ limit: 3, offset: 0 })).toEqual([35, 36, 37]);
  expect(await seqs({ limit: 3, offset: 35 })).toEqual([1, 2]);
  expect(await list({ limit: 3, offset: 37, count: true })).toEqual({ messages: [], quoted: [], hasOlder: false, hasNewer: expect.any(Boolean), total: 37 });
  expect((await list({ limit: 3, count: true })).total).toBe(37);
  expect(await list({ limit: 3 })).not.toHaveProperty("total");
  await server.as("bob").call("messages.send", { conversationId, text: "one more" });
  expect((await list({ limit: 3, count: true })).total).toBe(38);
  await server.pool.query("delete from messages where conversation_id = $1 and seq = 38", [conversationId]);
  await server.pool.query("update conversations set last_seq = 37 where id = $1", [conversationId]);
});

test("beforeTime gives exactly what is earlier, for every moment, and pages on from there by offset", async () => {
  const property = fc.asyncProperty(fc.integer({ min: -2, max: 15 }), fc.integer({ min: 0, max: 10 }), async (number, offset) => {
    const earlier = Array.from({ length: 37 }, (_, index) => index + 1).filter((seq) => Math.floor(seq / 3) < number);
    expect(await seqs({ beforeTime: second(number), limit: 5, offset })).toEqual(earlier.slice(0, Math.max(0, earlier.length - offset)).slice(-5));
  });
  await fc.assert(property, { numRuns: 60 });
});
