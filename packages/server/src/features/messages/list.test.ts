import { limits, type Message } from "@parley/protocol";
import { expectRefusal, newDirect, newGroup, signIn, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let longId: string;
beforeAll(async () => {
  server = await startTestServer();
  longId = (await newDirect(server, "ada", "bob")).id;
  await fill(longId, 1000);
});
afterAll(() => server.stop());

const send = async (userId: string, conversationId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId, text, ...extra })).message;
const fill = (conversationId: string, count: number) => Promise.all(Array.from({ length: count }, (_, index) => send("ada", conversationId, `text ${index}`)));
type Bounds = { limit?: number; before?: number; after?: number; around?: number };
const list = (conversationId: string, bounds: Bounds = {}, userId = "bob") => server.as(userId).call("messages.list", { conversationId, ...bounds });
const page = async (conversationId: string, bounds: Bounds = {}, userId = "bob") => {
  const { messages, hasOlder, hasNewer } = await list(conversationId, bounds, userId);
  return { seqs: messages.map(({ seq }) => seq), hasOlder, hasNewer };
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test("S6 list answers a stranger as if there were no such conversation", async () => {
  await signIn(server, ["mallory"]);
  const refused = await expectRefusal(list(longId, {}, "mallory"), "not_found");
  const unknown = await expectRefusal(list("0190a0b0-0000-7000-8000-000000000000", {}, "mallory"), "not_found");
  expect(refused.toBody()).toEqual(unknown.toBody());
});

test("S35 limits beyond 1 to 100 and two bounds at once are refused", async () => {
  for (const limit of [0, limits.page + 1, 1e9, -1, 1.5]) await expectRefusal(list(longId, { limit }), "validation_failed");
  await expectRefusal(list(longId, { before: 10, after: 5 }), "validation_failed");
  await expectRefusal(list(longId, { around: 10, before: 20 }), "validation_failed");
});

describe("pages of 1,000 messages", () => {
  test("F-API-06 F-DM-02 defect 1: it opens at its newest, oldest first within the page", async () => {
    const { messages, hasOlder, hasNewer } = await list(longId);
    expect(messages.map(({ seq }) => seq)).toEqual(range(951, 1000));
    expect({ hasOlder, hasNewer }).toEqual({ hasOlder: true, hasNewer: false });
    expect((await page(longId, { limit: 100 })).seqs).toEqual(range(901, 1000));
  });

  test.each<[Bounds, number[], boolean, boolean]>([
    [{ limit: 3 }, [998, 999, 1000], true, false],
    [{ limit: 3, before: 998 }, [995, 996, 997], true, true],
    [{ limit: 3, before: 4 }, [1, 2, 3], false, true],
    [{ limit: 3, before: 3 }, [1, 2], false, true],
    [{ limit: 3, before: 1 }, [], false, true],
    [{ limit: 3, before: 0 }, [], false, true],
    [{ limit: 3, before: 5000 }, [998, 999, 1000], true, false],
    [{ limit: 3, after: 0 }, [1, 2, 3], false, true],
    [{ limit: 3, after: 500 }, [501, 502, 503], true, true],
    [{ limit: 3, after: 997 }, [998, 999, 1000], true, false],
    [{ limit: 3, after: 999 }, [1000], true, false],
    [{ limit: 3, after: 1000 }, [], true, false],
    [{ limit: 3, after: 5000 }, [], true, false],
    [{ limit: 3, around: 500 }, [499, 500, 501], true, true],
    [{ limit: 4, around: 500 }, [498, 499, 500, 501], true, true],
    [{ limit: 1, around: 500 }, [500], true, true],
    [{ limit: 3, around: 1000 }, [999, 1000], true, false],
    [{ limit: 3, around: 5000 }, [], true, false],
  ])("%j", async (bounds, seqs, hasOlder, hasNewer) => {
    expect(await page(longId, bounds)).toEqual({ seqs, hasOlder, hasNewer });
  });

  test("a message near the beginning is found around its place", async () => {
    const { seqs, hasOlder, hasNewer } = await page(longId, { limit: 10, around: 2 });
    expect(seqs).toContain(2);
    expect({ first: seqs[0], hasOlder, hasNewer }).toEqual({ first: 1, hasOlder: false, hasNewer: true });
  });

  test("going back and going forward both pass every message once", async () => {
    const back: number[] = [];
    for (let before: number | undefined, more = true; more; before = back[0]) {
      const { seqs, hasOlder } = await page(longId, { limit: 93, ...(before !== undefined && { before }) });
      back.unshift(...seqs);
      more = hasOlder;
    }
    const forth: number[] = [];
    for (let more = true; more; ) {
      const { seqs, hasNewer } = await page(longId, { limit: 93, after: forth.at(-1) ?? 0 });
      forth.push(...seqs);
      more = hasNewer;
    }
    expect(back).toEqual(range(1, 1000));
    expect(forth).toEqual(range(1, 1000));
  });
});

test("defect 2: hasOlder and hasNewer are exact on an exact multiple of the page", async () => {
  const { id } = await newDirect(server, "cleo", "bob");
  expect(await page(id)).toEqual({ seqs: [], hasOlder: false, hasNewer: false });
  for (const seq of range(1, 6)) {
    await send("cleo", id, `text ${seq}`);
    expect(await page(id, { limit: 3 })).toEqual({ seqs: range(Math.max(1, seq - 2), seq), hasOlder: seq > 3, hasNewer: false });
  }
  expect(await page(id, { limit: 3, before: 4 })).toEqual({ seqs: [1, 2, 3], hasOlder: false, hasNewer: true });
  expect(await page(id, { limit: 3, after: 3 })).toEqual({ seqs: [4, 5, 6], hasOlder: true, hasNewer: false });
  expect(await page(id, { limit: 6 })).toEqual({ seqs: range(1, 6), hasOlder: false, hasNewer: false });
});

test("messages that a page replies to come with it, each once, unless they are on it", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const [first, second] = [await send("ada", id, "first"), await send("ada", id, "second")];
  const replies = [];
  for (const replyTo of [first.id, first.id, second.id]) replies.push(await send("bob", id, "re", { replyTo }));
  replies.push(await send("bob", id, "re", { replyTo: replies[2]?.id }));
  const { messages, quoted } = await list(id, { limit: 4 });
  expect(messages).toEqual(replies);
  expect(quoted).toEqual([first, second]);
  expect((await list(id, { limit: 100 })).quoted).toEqual([]);
  await server.as("ada").call("messages.edit", { messageId: first.id, text: "first, corrected" });
  expect((await list(id, { limit: 4 })).quoted[0]).toMatchObject({ text: "first, corrected", version: 2 });
});
