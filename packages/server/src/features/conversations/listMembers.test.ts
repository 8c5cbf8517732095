import { expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toCursor } from "../../cursor.ts";

let server: TestServer;
let groupId: string;
const people = Array.from({ length: 10 }, (_, index) => `p${index}`);
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, people.slice(0, 7))).id;
  await server.as("p8").call("users.me", {});
  for (const id of people.slice(7)) {
    await server.as(id).call("users.me", {});
    await server.as("p0").call("conversations.addMembers", { conversationId: groupId, userIds: [id] });
  }
});
afterAll(() => server.stop());

const list = (userId: string, input = {}) => server.as(userId).call("conversations.listMembers", { conversationId: groupId, ...input });

test("listMembers refuses strangers", async () => {
  await expectRefusal(list("mallory"), "not_found");
});

test("S35 listMembers refuses cursors that it did not give out", async () => {
  for (const key of [null, ["x", "p1"], ["2026-01-01T00:00:00Z", "nul\0"], ["0000-01-01T00:00:00Z", "p1"], ["2026-01-01T00:00:00Z", 7]])
    await expectRefusal(list("p1", { cursor: toCursor(key) }), "invalid_cursor");
});

test("members come in the order of joining, exactly once however large the pages", async () => {
  expect((await list("p3")).members.map(({ user }) => user.id)).toEqual(people);
  for (const limit of [1, 3, 5]) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list("p3", { limit, ...(cursor !== null && { cursor }) });
      seen.push(...page.members.map(({ user }) => user.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(people);
  }
});

test("defect 2: a last page that happens to be full promises no further one", async () => {
  expect(await list("p3", { limit: 10 })).toMatchObject({ nextCursor: null });
  expect((await list("p3", { limit: 5 })).nextCursor).not.toBeNull();
});

test("who has left is not among them", async () => {
  await server.as("p5").call("conversations.leave", { conversationId: groupId });
  expect((await list("p3")).members.map(({ user }) => user.id)).not.toContain("p5");
});
