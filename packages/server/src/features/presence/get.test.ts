import { limits } from "@parley/protocol";
import { expectRefusal, newDirect, newGroup, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const get = async (userId: string, userIds: string[]) => (await server.as(userId).call("presence.get", { userIds })).presences;

test("get refuses an empty list, and more people than a long list shows", async () => {
  await expectRefusal(get("ada", []), "validation_failed");
  await expectRefusal(get("ada", new Array(limits.presenceWatches + 1).fill("bob")), "validation_failed");
  await expectRefusal(server.anonymous("presence.get", { userIds: ["ada"] }), "unauthenticated");
});

test("I13 only people with whom one shares a conversation are answered: a stranger is as silent as nobody", async () => {
  await newDirect(server, "ada", "bob");
  await signIn(server, ["stranger"]);
  await Promise.all([server.connect("bob"), server.connect("stranger")]);
  expect(await get("ada", ["bob", "stranger", "nobody", "bob"])).toEqual([{ userId: "bob", online: true, lastSeenAt: null }]);
  expect(await get("stranger", ["ada", "bob"])).toEqual([]);
  expect(await get("stranger", ["stranger"])).toEqual([{ userId: "stranger", online: true, lastSeenAt: null }]);
});

test("I13 who has left the last shared conversation is answered no more", async () => {
  const { id } = await newGroup(server, ["cleo", "dora"]);
  expect(await get("cleo", ["dora"])).toHaveLength(1);
  await server.as("dora").call("conversations.leave", { conversationId: id });
  expect(await get("cleo", ["dora"])).toEqual([]);
  expect(await get("dora", ["cleo"])).toEqual([]);
});

test("when somebody was last seen is told as it was heard, and survives in the database", async () => {
  await newDirect(server, "emil", "fay");
  (await server.connect("fay")).close();
  const [seen] = await waitFor("fay to be offline", async () => {
    const presences = await get("emil", ["fay"]);
    return presences[0]?.online === false && presences[0].lastSeenAt !== null ? presences : undefined;
  });
  const stored = await waitFor("the time to be stored", async () => {
    const { rows } = await server.pool.query<{ last_seen_at: Date | null }>("select last_seen_at from users where id = 'fay'");
    return rows[0]?.last_seen_at;
  });
  expect(stored.toISOString()).toBe(seen?.lastSeenAt);
  expect(await get("emil", ["fay"])).toEqual([seen]);
});

test("over REST people are named by repeating the parameter, and one is enough", async () => {
  await newGroup(server, ["gus", "hal", "ivy"]);
  const token = await server.tokenFor("gus");
  const ids = async (query: string) => {
    const { presences } = (await (await server.fetch(`/api/presence?${query}`, { token })).json()) as { presences: { userId: string }[] };
    return presences.map(({ userId }) => userId).sort();
  };
  expect(await ids("userIds=hal&userIds=ivy")).toEqual(["hal", "ivy"]);
  expect(await ids("userIds=ivy")).toEqual(["ivy"]);
});
