import type { Conversation } from "@parley/protocol";
import { startWire, type Wire, waitFor } from "@parley/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startWorld, type World, waitUntilSettled } from "../testing/world.ts";
import { createOutboxStorage, type OutboxStorage } from "./outbox/storage.ts";
import type { Parley } from "./parley.ts";
import { timeline } from "./timeline.ts";

let world: World;
let wire: Wire;
let conversation: Conversation;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  wire = await startWire(world.server.url);
  for (const userId of ["ada", "bob"]) await world.server.as(userId).call("users.me", {});
  const input = { type: "group" as const, participantIds: ["bob"], title: "Group" };
  ({ conversation } = await world.server.as("ada").call("conversations.create", input));
});
afterEach(() => wire.stop());

/** What is on the server, oldest first, without the system message at the beginning. */
async function texts(): Promise<string[]> {
  const { messages } = await world.server.as("bob").call("messages.list", { conversationId: conversation.id });
  return messages.filter(({ type }) => type === "text").map(({ text }) => text);
}

function shown(parley: Parley): { text: string; status: string | null }[] {
  return timeline(parley.store.getState(), conversation.id)
    .map((item) => ({ text: item.kind === "message" ? item.message.text : item.entry.text, status: item.status }))
    .filter(({ text }) => text !== "");
}

async function openDevice(userId: string, storage?: OutboxStorage): Promise<Parley> {
  const device = world.device(userId, { url: wire.url, ...(storage && { storage }) });
  await device.connect();
  await device.conversations.open(conversation.id);
  return device;
}

const send = (device: Parley, text: string) => device.messages.send({ conversationId: conversation.id, text });

test("a message that the server refuses fails with its code, and can be discarded", async () => {
  const device = await openDevice("ada");
  const entry = send(device, "   ");
  await waitFor("the refusal", () => device.store.getState().outbox[0]?.status === "failed");
  expect(device.store.getState().outbox[0]?.error?.code).toBe("validation_failed");
  device.messages.discard(entry.clientId);
  expect(device.store.getState().outbox).toEqual([]);
});

test("a sent message shows at once, then as sent, delivered and read, under one key", async () => {
  const [sender, receiver] = [await openDevice("ada"), await openDevice("bob")];
  const seen: (string | null)[] = [];
  const watch = (): void => {
    const own = timeline(sender.store.getState(), conversation.id).filter((item) => item.key === entry.clientId);
    expect(own).toHaveLength(1);
    const status = own[0]?.status ?? null;
    if (seen.at(-1) !== status) seen.push(status);
  };
  const entry = send(sender, "hello");
  watch();
  const stopWatching = sender.store.subscribe(watch);
  await waitFor("delivery", () => seen.includes("delivered"));
  receiver.markRead(conversation.id, 2);
  await waitFor("reading", () => seen.includes("read"));
  stopWatching();
  expect(seen).toEqual(["sending", "sent", "delivered", "read"]);
});

test("I2: an answer that is lost after the message was stored, then a retry, give one message", async () => {
  const device = await openDevice("ada");
  await waitUntilSettled(device);
  wire.loseAnswers();
  send(device, "only once");
  await waitFor("the server to have it", async () => (await texts()).length === 1);
  expect(shown(device)).toEqual([{ text: "only once", status: "sending" }]);
  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  wire.mend();
  await waitUntilSettled(device);
  expect(await texts()).toEqual(["only once"]);
  expect(shown(device).map(({ text }) => text)).toEqual(["only once"]);
});

test("I2: what was written offline survives a reload and arrives once, in order", async () => {
  const storage = createOutboxStorage();
  const device = await openDevice("ada", storage);
  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  for (const text of ["one", "two", "three"]) send(device, text);
  expect(shown(device).map(({ status }) => status)).toEqual(["sending", "sending", "sending"]);
  device.disconnect();

  wire.mend();
  const reloaded = world.device("ada", { storage });
  const other = world.device("ada", { storage });
  await Promise.all([reloaded.connect(), other.connect()]);
  for (const tab of [reloaded, other]) await waitUntilSettled(tab);
  expect(await texts()).toEqual(["one", "two", "three"]);
  expect(await storage.load()).toEqual([]);
});

test("the outbox of another user of the same device is not sent", async () => {
  const storage = createOutboxStorage();
  const device = await openDevice("ada", storage);
  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  send(device, "ada's");
  device.disconnect();
  const other = world.device("bob", { storage });
  await other.connect();
  await other.conversations.open(conversation.id);
  expect(other.store.getState().outbox).toEqual([]);
  expect(await storage.load()).toHaveLength(1);
  expect(await texts()).toEqual([]);
});

test("I4: devices that send at the same time show one order, without gaps", async () => {
  const devices = [await openDevice("ada"), await openDevice("bob"), await openDevice("ada")];
  for (let round = 0; round < 20; round += 1) for (const [index, device] of devices.entries()) send(device, `${index}: ${round}`);
  for (const device of devices) await waitUntilSettled(device);
  const isComplete = (device: Parley) => device.store.getState().windows[conversation.id]?.messages.length === 61;
  for (const device of devices) await waitFor("all messages", () => isComplete(device));
  const [first, ...others] = devices.map((device) => device.store.getState().windows[conversation.id]?.messages);
  for (const messages of others) expect(messages?.map(({ id, text }) => [id, text])).toEqual(first?.map(({ id, text }) => [id, text]));
  expect(first?.map(({ seq }) => seq)).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
  for (const index of [0, 1, 2]) {
    const own = first?.map(({ text }) => text).filter((text) => text.startsWith(`${index}:`));
    expect(own).toEqual(Array.from({ length: 20 }, (_, round) => `${index}: ${round}`));
  }
});

test("sending from far back in the history returns to the live end", async () => {
  for (let count = 0; count < 120; count += 1) await world.server.as("bob").call("messages.send", { conversationId: conversation.id, text: `old ${count}` });
  const device = await openDevice("ada");
  await device.messages.loadAround(conversation.id, 20);
  expect(device.store.getState().windows[conversation.id]).toMatchObject({ hasOlder: false, hasNewer: true });
  await device.messages.loadNewer(conversation.id);
  const entry = send(device, "back");
  await waitFor("it to show", () => timeline(device.store.getState(), conversation.id).at(-1)?.key === entry.clientId);
  await waitUntilSettled(device);
  expect(device.store.getState().windows[conversation.id]).toMatchObject({ hasOlder: true, hasNewer: false });
  expect(timeline(device.store.getState(), conversation.id).filter((item) => item.key === entry.clientId)).toHaveLength(1);
  await device.messages.loadOlder(conversation.id);
  const seqs = device.store.getState().windows[conversation.id]?.messages.map(({ seq }) => seq) ?? [];
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => (seqs[0] ?? 0) + index));
  expect(seqs.length).toBeGreaterThan(90);
});

test("a live reply to a message outside the window brings what it quotes", async () => {
  const { message } = await world.server.as("bob").call("messages.send", { conversationId: conversation.id, text: "long ago" });
  for (let count = 0; count < 60; count += 1) await world.server.as("bob").call("messages.send", { conversationId: conversation.id, text: `${count}` });
  const device = await openDevice("ada");
  await world.server.as("bob").call("messages.send", { conversationId: conversation.id, text: "as I said", replyTo: message.id });
  await waitFor("the quote", () => device.store.getState().windows[conversation.id]?.quoted[message.id]);
  await world.server.as("bob").call("messages.edit", { messageId: message.id, text: "edited" });
  await waitFor("its edit", () => device.store.getState().windows[conversation.id]?.quoted[message.id]?.text === "edited");
});
