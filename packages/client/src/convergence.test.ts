/**
 * For every event of the contract: a device that holds a stale snapshot and
 * hears the events ends with what a fresh device fetches. The table is a
 * record over all events, so a new event does not compile without its line.
 */
import { type Conversation, type EventName, type Input, limits, type OperationName, type Output } from "@parley/protocol";
import { waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWorld, view, type World, waitUntilConverged, waitUntilSettled } from "../testing/world.ts";
import type { Parley } from "./parley.ts";

type As = (userId: string) => <Name extends OperationName>(name: Name, input: Input<Name>) => Promise<Output<Name>>;

type Case = {
  /** What happens before the device takes its snapshot. */
  before?: (as: As, group: Conversation) => Promise<unknown>;
  /** What causes the event, while the device listens. */
  cause: (as: As, group: Conversation, device: Parley) => Promise<unknown>;
};

const send = (as: As, group: Conversation, text = "hello") => as("ada")("messages.send", { conversationId: group.id, text });
const say = (as: As, group: Conversation) => send(as, group);
const messageId = (group: Conversation, seq: number) => `${group.id}.${seq}`;

/** Ada owns the group; bob, whose device is watched, is a member. seq 1 is "conversation created", 2 is ada's if said. */
const cases: Record<Exclude<EventName, "presence.changed" | "typing.changed" | "session.expiring" | "session.ended">, Case> = {
  "message.created": { cause: say },
  "message.edited": { before: say, cause: (as, group) => as("ada")("messages.edit", { messageId: messageId(group, 2), text: "better" }) },
  "message.deleted": { before: say, cause: (as, group) => as("ada")("messages.delete", { messageId: messageId(group, 2) }) },
  "message.reacted": { before: say, cause: (as, group) => as("ada")("messages.react", { messageId: messageId(group, 2), emoji: "🎉" }) },
  "message.pinned": { before: say, cause: (as, group) => as("ada")("messages.pin", { messageId: messageId(group, 2), pinned: true }) },
  "message.previewed": { cause: (as, group) => send(as, group, world.network.web.serve("/", { body: "<title>A page</title>" })) },
  "conversation.created": { cause: (as) => as("ada")("conversations.create", { type: "direct", participantIds: ["bob"], context: aContext() }) },
  "conversation.updated": { cause: (as, group) => as("ada")("conversations.update", { conversationId: group.id, title: "New title" }) },
  "member.added": { cause: (as, group) => as("ada")("conversations.addMembers", { conversationId: group.id, userIds: ["dora", "emil"] }) },
  "member.removed": { cause: (as, group) => as("ada")("conversations.removeMember", { conversationId: group.id, userId: "cleo" }) },
  "member.updated": { cause: (as, group) => as("ada")("conversations.setRole", { conversationId: group.id, userId: "bob", role: "admin" }) },
  "membership.updated": { cause: (as, group) => as("bob")("conversations.pin", { conversationId: group.id, pinned: true }) },
  "receipt.updated": { before: say, cause: (as, group) => as("cleo")("receipts.read", { conversationId: group.id, seq: 2 }) },
  "user.updated": {
    before: say,
    async cause(as, _, device) {
      await watched(device, "ada");
      await as("ada")("users.updateMe", { name: `Ada ${contexts++}` });
    },
  },
};

let contexts = 0;
const aContext = () => ({ type: "ad", id: `ad ${contexts++}`, title: "A bicycle" });

let world: World;
let as: As;

beforeAll(async () => {
  world = await startWorld();
  as = (userId) => world.server.as(userId).call;
  for (const userId of ["ada", "bob", "cleo", "dora", "emil"]) await as(userId)("users.me", {});
});
afterAll(() => world.stop());

/** A group of ada, bob and cleo, and a device of bob's that has opened it. */
async function setUp(before: Case["before"]): Promise<{ group: Conversation; device: Parley }> {
  const { conversation: group } = await as("ada")("conversations.create", { type: "group", participantIds: ["bob", "cleo"], title: "Group" });
  await before?.(as, group);
  const device = await world.freshDevice("bob", group.id);
  return { group, device };
}

async function watched(device: Parley, userId: string): Promise<void> {
  device.watch([userId]);
  await waitFor("the watch to stand", () => device.store.getState().presence[userId]);
}

async function heard(device: Parley, name: EventName, cause: () => Promise<unknown>): Promise<void> {
  const event = new Promise<void>((resolve) => {
    const stop = device.on(name, () => {
      stop();
      resolve();
    });
  });
  await cause();
  await event;
}

describe("I7", () => {
  for (const [name, { before, cause }] of Object.entries(cases) as [EventName, Case][]) {
    test(`${name}: stale snapshot + events = fresh fetch`, async () => {
      const { group, device } = await setUp(before);
      await heard(device, name, () => cause(as, group, device));
      await waitUntilConverged(world, device, group.id);
    });
  }

  test("member.removed among the first of a large group: the next one moves up", async () => {
    const others = Array.from({ length: 11 }, (_, index) => `guest ${index}`);
    for (const userId of others) await as(userId)("users.me", {});
    const { conversation } = await as("ada")("conversations.create", { type: "group", participantIds: ["bob", ...others], title: "Large" });
    const device = await world.freshDevice("bob");
    await heard(device, "member.removed", () => as("ada")("conversations.removeMember", { conversationId: conversation.id, userId: "guest 2" }));
    await waitFor("the next one", () => device.store.getState().conversations[conversation.id]?.members.length === limits.membersInSummary);
    await waitUntilConverged(world, device);
  });

  test("a change that one may not see, of a message from before one joined, leaves no hole", async () => {
    const input = { type: "group" as const, participantIds: ["cleo"], title: "Private past", history: "since_join" as const };
    const { conversation: group } = await as("ada")("conversations.create", input);
    await say(as, group);
    await as("ada")("conversations.addMembers", { conversationId: group.id, userIds: ["bob"] });
    const device = await world.freshDevice("bob", group.id);
    await as("ada")("messages.edit", { messageId: messageId(group, 2), text: "edited in private" });
    await heard(device, "message.created", () => say(as, group));
    const { rev } = await as("bob")("conversations.get", { conversationId: group.id });
    await waitFor("the difference", () => device.store.getState().conversations[group.id]?.rev === rev);
    await waitUntilConverged(world, device, group.id);
    expect(JSON.stringify(device.store.getState())).not.toContain('private"');
  });

  test("typing.changed: stale snapshot + events = fresh fetch", async () => {
    const { group, device } = await setUp(undefined);
    const typists = async () => (await as("bob")("typing.list", { conversationId: group.id })).users;
    await heard(device, "typing.changed", () => as("ada")("typing.start", { conversationId: group.id }));
    expect(device.store.getState().typing[group.id]).toEqual(await typists());
    await heard(device, "typing.changed", () => as("ada")("typing.stop", { conversationId: group.id }));
    expect(device.store.getState().typing[group.id] ?? []).toEqual(await typists());
  });

  test("presence.changed: stale snapshot + events = fresh fetch", async () => {
    const { device } = await setUp(undefined);
    await watched(device, "ada");
    const fetched = async () => (await as("bob")("presence.get", { userIds: ["ada"] })).presences[0];
    const other = world.device("ada");
    await heard(device, "presence.changed", () => other.connect());
    expect(device.store.getState().presence.ada).toEqual(await fetched());
    await heard(device, "presence.changed", async () => other.disconnect());
    expect(device.store.getState().presence.ada).toEqual(await fetched());
  });

  test("session.expiring and session.ended leave what is held as it is, and come back to a fresh fetch", async () => {
    const { conversation: group } = await as("ada")("conversations.create", { type: "group", participantIds: ["bob"], title: "Group" });
    const reasons: string[] = [];
    const device = world.device("bob", {
      getToken(reason) {
        reasons.push(reason);
        return reason === "expiring" ? Promise.reject(new Error("the host is away")) : world.server.tokenFor("bob", { expiresInSeconds: 100 });
      },
    });
    await device.connect();
    await device.conversations.open(group.id);
    await waitUntilSettled(device);
    const before = view(device);
    await heard(device, "session.expiring", async () => world.server.clock.advance(50_000));
    expect(view(device)).toEqual(before);
    await heard(device, "session.ended", async () => world.server.clock.advance(60_000));
    await send(as, group, "while away");
    await waitFor("the device to come back", () => device.store.getState().connection === "online" && reasons.includes("refused"));
    await waitUntilConverged(world, device, group.id);
  });
});
