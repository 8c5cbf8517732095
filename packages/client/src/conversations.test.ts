import { waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World, waitUntilConverged, waitUntilSettled } from "../testing/world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
  for (const userId of ["ada", "bob", "cleo"]) await world.server.as(userId).call("users.me", {});
});
afterAll(() => world.stop());

test("T-SDK-06 error handling: a refusal has the same code over the socket and over REST", async () => {
  const [online, offline] = [world.device("ada"), world.device("ada")];
  await online.connect();
  const conversationId = crypto.randomUUID();
  for (const device of [online, offline]) {
    await expect(device.conversations.open(conversationId)).rejects.toMatchObject({ name: "ParleyError", code: "not_found", retryable: false });
    await expect(device.conversations.create({ type: "direct", participantIds: ["nobody"] })).rejects.toMatchObject({ code: "user_unknown", status: 400 });
    await expect(device.messages.loadNewest("not an id")).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ path: "conversationId" }] },
    });
  }
});

test("T-SDK-07 REST client: history, user search, create, archive, mute and leave without a socket", async () => {
  const device = world.device("ada");
  const group = await device.conversations.create({ type: "group", participantIds: ["bob", "cleo"], title: "Over REST" });
  await device.call("messages.send", { conversationId: group.id, text: "hello" });
  await device.messages.loadNewest(group.id);
  expect(device.store.getState().windows[group.id]?.messages.map(({ type, text }) => [type, text])).toEqual([
    ["system", ""],
    ["text", "hello"],
  ]);
  expect(await device.users.search("bo")).toMatchObject([{ id: "bob" }]);
  expect((await device.conversations.archive(group.id)).me.archived).toBe(true);
  expect((await device.conversations.archive(group.id, false)).me.archived).toBe(false);
  expect((await device.conversations.mute(group.id)).me.mutedUntil).toBe("forever");
  expect((await device.conversations.mute(group.id, false)).me.mutedUntil).toBeNull();
  expect(await device.conversations.search("over rest")).toMatchObject([{ id: group.id }]);
  await device.conversations.leave(group.id);
  expect(device.store.getState()).toMatchObject({ connection: "idle", conversations: {}, windows: {} });
});

test("a removal takes effect at once: conversation and messages leave the store, and nothing comes after", async () => {
  const [owner, removed] = [world.device("ada"), world.device("bob")];
  await Promise.all([owner.connect(), removed.connect()]);
  const group = await owner.conversations.create({ type: "group", participantIds: ["bob", "cleo"], title: "Group" });
  await removed.conversations.open(group.id);
  owner.messages.send({ conversationId: group.id, text: "before" });
  await waitFor("the message", () => removed.store.getState().windows[group.id]?.messages.length === 2);
  await owner.conversations.removeMember(group.id, "bob");
  await waitFor("the removal", () => !removed.store.getState().conversations[group.id]);
  const { windows, members, lists } = removed.store.getState();
  expect([windows[group.id], members[group.id], lists.active.ids.includes(group.id)]).toEqual([undefined, undefined, false]);

  const heard: unknown[] = [];
  removed.on("message.created", (payload) => heard.push(payload));
  const witness = world.device("cleo");
  await witness.connect();
  owner.messages.send({ conversationId: group.id, text: "after" });
  await waitFor("the others to hear it", () => witness.store.getState().conversations[group.id]?.lastMessage?.text === "after");
  await expect(removed.conversations.open(group.id)).rejects.toMatchObject({ code: "not_found" });
  expect(heard).toEqual([]);

  await owner.conversations.addMembers(group.id, ["bob"]);
  await waitFor("the return", () => removed.store.getState().conversations[group.id]);
  await waitUntilConverged(world, removed);
});

test("I11: unread is the recount of every conversation, through sending, reading, archiving and other devices", async () => {
  const device = world.device("dora");
  await device.connect();
  const groups = [];
  for (const title of ["One", "Two", "Three"]) {
    const input = { type: "group" as const, participantIds: ["dora"], title };
    groups.push((await world.server.as("ada").call("conversations.create", input)).conversation);
  }
  const [one, two, three] = groups.map(({ id }) => id) as [string, string, string];
  const say = (conversationId: string, times: number) =>
    Promise.all(Array.from({ length: times }, (_, index) => world.server.as("ada").call("messages.send", { conversationId, text: `${index}` })));
  await say(one, 5);
  await say(two, 3);
  await say(three, 2);
  await waitFor("all of them", () => device.store.getState().unread.messages === 13);
  device.markRead(one, 4);
  device.markRead(one, 2);
  expect(device.store.getState().unread).toEqual({ conversations: 3, messages: 9 });
  device.messages.send({ conversationId: two, text: "mine" });
  await device.conversations.archive(three);
  await world.server.as("dora").call("receipts.read", { conversationId: one, seq: 5 });
  await waitFor("the other device's mark", () => device.store.getState().conversations[one]?.me.readSeq === 5);
  await waitUntilSettled(device);
  const recount = await world.server.as("dora").call("receipts.unread", {});
  expect(device.store.getState().unread).toEqual(recount);
  expect(recount).toEqual({ conversations: 1, messages: 1 });
});

test("I11: with more conversations than one page, totals come from the server and stay right", async () => {
  const ids: string[] = [];
  for (let count = 0; count < 35; count += 1) {
    const context = { type: "ad", id: `ad ${count}`, title: `Ad ${count}` };
    const { conversation } = await world.server.as("ada").call("conversations.create", { type: "direct", participantIds: ["cleo"], context });
    await world.server.as("ada").call("messages.send", { conversationId: conversation.id, text: "hello" });
    ids.push(conversation.id);
  }
  const device = world.device("cleo");
  await device.connect();
  const recount = () => world.server.as("cleo").call("receipts.unread", {});
  const isRight = async () => JSON.stringify(device.store.getState().unread) === JSON.stringify(await recount());
  expect(device.store.getState().lists.active.nextCursor).not.toBeNull();
  await waitFor("the totals", isRight);
  const [oldest = "", newest = ""] = [ids[0], ids.at(-1)];
  expect(device.store.getState().conversations[oldest]).toBeUndefined();
  await world.server.as("ada").call("messages.send", { conversationId: newest, text: "again" });
  await world.server.as("ada").call("messages.send", { conversationId: oldest, text: "again" });
  await waitFor("the old conversation to come up", () => device.store.getState().lists.active.ids[0] === oldest);
  await waitFor("the totals", isRight);
  await device.conversations.loadMore("active");
  expect(device.store.getState().lists.active.nextCursor).toBeNull();
  expect(device.store.getState().lists.active.ids).toEqual(expect.arrayContaining(ids));
  await waitFor("the totals", isRight);
});

test("lists follow pinning and archiving, and the archived one pages by itself", async () => {
  const device = world.device("ada");
  await device.connect();
  const [one, two] = [
    await device.conversations.create({ type: "group", participantIds: ["bob"], title: "One" }),
    await device.conversations.create({ type: "group", participantIds: ["bob"], title: "Two" }),
  ];
  const top = () => device.store.getState().lists.active.ids.slice(0, 2);
  expect(top()).toEqual([two.id, one.id]);
  await device.conversations.pin(one.id);
  expect(top()).toEqual([one.id, two.id]);
  await device.conversations.archive(one.id);
  await device.conversations.loadMore("archived");
  expect(device.store.getState().lists.archived).toMatchObject({ ids: [one.id], loaded: true, nextCursor: null });
  await device.conversations.archive(one.id, false);
  expect(device.store.getState().lists.archived.ids).toEqual([]);
  expect(top()).toEqual([one.id, two.id]);
});

test("what one changes shows in the answer, before or after its event", async () => {
  const device = world.device("fred");
  await device.connect();
  const group = await device.conversations.create({ type: "group", participantIds: ["bob"], title: "Group" });
  await device.conversations.open(group.id);
  const { message } = await world.server.as("bob").call("messages.send", { conversationId: group.id, text: "hello" });
  await device.messages.react(message, "👍");
  const held = () => device.store.getState().windows[group.id]?.messages.at(-1);
  await waitFor("the reaction", () => held()?.reactions.length === 1);
  await device.messages.react(message, "👍");
  await waitFor("it to be taken back", () => held()?.reactions.length === 0);
  await device.conversations.update({ conversationId: group.id, title: "Renamed" });
  await waitFor("the title", () => device.store.getState().conversations[group.id]?.title === "Renamed");
  await waitUntilConverged(world, device, group.id);
});
