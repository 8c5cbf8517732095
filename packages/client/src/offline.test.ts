import { type Conversation, type EventName, events, type Input, limits, type OperationName, type Output, type ParleyEvent } from "@parley/protocol";
import { seeded, startWire, type Wire, waitFor } from "@parley/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startWorld, type World, waitUntilConverged, waitUntilSettled } from "../testing/world.ts";
import { createCall } from "./calls/call.ts";
import { createTokens } from "./connection/tokens.ts";
import { createParleyStore } from "./state.ts";
import { type ConversationEvent, isConversationEvent } from "./sync/conversationEvent.ts";
import { createSync } from "./sync/sync.ts";

type As = (userId: string) => <Name extends OperationName>(name: Name, input: Input<Name>) => Promise<Output<Name>>;

let world: World;
let wire: Wire;
let as: As;

beforeAll(async () => {
  world = await startWorld();
  as = (userId) => world.server.as(userId).call;
  for (const userId of ["ada", "bob", "cleo", "dora"]) await as(userId)("users.me", {});
});
afterAll(() => world.stop());
beforeEach(async () => {
  wire = await startWire(world.server.url);
});
afterEach(() => wire.stop());

async function createGroup(title: string, ...participantIds: string[]): Promise<Conversation> {
  return (await as("ada")("conversations.create", { type: "group", participantIds, title })).conversation;
}

const send = (userId: string, conversationId: string, text: string) => as(userId)("messages.send", { conversationId, text });

/** Many at once, in chunks that the server's connections can take. */
async function sendMany(userId: string, conversationId: string, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - sent) }, (_, index) => send(userId, conversationId, `message ${sent + index}`)));
  }
}

test("T-SDK-03 T-SDK-05 T-P-05: a lost connection shows, and comes back by itself", async () => {
  const device = world.device("bob", { url: wire.url });
  const statuses = [device.store.getState().connection];
  device.store.subscribe(({ connection }, { connection: before }) => {
    if (connection !== before) statuses.push(connection);
  });
  await device.connect();
  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  wire.mend();
  await waitFor("the connection to be back", () => device.store.getState().connection === "online");
  expect(statuses).toEqual(["idle", "connecting", "syncing", "online", "offline", "syncing", "online"]);
});

test("T-SDK-03: a server that is not there at first is found later", async () => {
  wire.cut();
  const device = world.device("bob", { url: wire.url });
  const connected = device.connect();
  await waitFor("the first attempt to fail", () => device.store.getState().connection === "offline");
  wire.mend();
  await connected;
  expect(device.store.getState().connection).toBe("online");
});

test("I7 I8: a device that misses 200 messages, edits, deletions, reactions, reading and members comes back complete", async () => {
  const group = await createGroup("Busy", "bob", "cleo", "dora");
  const quiet = await createGroup("Quiet", "bob");
  const left = await createGroup("Left", "bob");
  await sendMany("ada", group.id, 20);
  const device = world.device("bob", { url: wire.url });
  await device.connect();
  for (const { id } of [group, quiet]) await device.conversations.open(id);
  await waitUntilSettled(device);

  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  await sendMany("ada", group.id, 200);
  const id = (seq: number) => `${group.id}.${seq}`;
  for (const seq of [3, 30, 130]) await as("ada")("messages.edit", { messageId: id(seq), text: `edited ${seq}` });
  for (const seq of [4, 40, 140]) await as("ada")("messages.delete", { messageId: id(seq) });
  for (const seq of [5, 50]) await as("cleo")("messages.react", { messageId: id(seq), emoji: "👍" });
  await as("bob")("messages.send", { conversationId: quiet.id, text: "from another device" });
  await as("cleo")("receipts.read", { conversationId: group.id, seq: 150 });
  await as("bob")("receipts.read", { conversationId: group.id, seq: 100 });
  await as("ada")("conversations.removeMember", { conversationId: group.id, userId: "dora" });
  await as("ada")("conversations.removeMember", { conversationId: left.id, userId: "bob" });
  const joined = await createGroup("Joined", "bob", "cleo");
  await as("bob")("conversations.archive", { conversationId: quiet.id, archived: true });

  wire.mend();
  await waitFor("the connection to be back", () => device.store.getState().connection === "online");
  const { conversations, windows } = device.store.getState();
  expect(Object.keys(conversations)).toContain(joined.id);
  expect(Object.keys(conversations)).not.toContain(left.id);
  expect(windows[group.id]?.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 222 }, (_, index) => index + 1));

  // The fresh device has the newest page only: the rest is compared with the history itself.
  const history: unknown[] = [];
  for (const after of [0, 100, 200]) history.push(...(await as("bob")("messages.list", { conversationId: group.id, after, limit: 100 })).messages);
  expect(windows[group.id]?.messages).toEqual(history);
  await device.messages.loadNewest(group.id);
  const fresh = await world.freshDevice("bob", group.id, quiet.id);
  await waitUntilSettled(device);
  await waitUntilSettled(fresh);
  for (const part of ["windows", "members", "unread"] as const) expect(device.store.getState()[part]).toEqual(fresh.store.getState()[part]);
  expect(device.store.getState().lists.active.ids).toEqual(fresh.store.getState().lists.active.ids);
});

test("I7 I13 a device that misses its user's removal and return to a private past begins anew with the return", async () => {
  const { id } = await createGroup("Private past", "bob", "cleo");
  await as("ada")("conversations.update", { conversationId: id, history: "since_join" });
  await sendMany("ada", id, 5);
  const device = world.device("bob", { url: wire.url });
  await device.connect();
  await device.conversations.open(id);
  await waitUntilSettled(device);

  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  await as("ada")("conversations.removeMember", { conversationId: id, userId: "bob" });
  await sendMany("ada", id, 5);
  await as("ada")("conversations.addMembers", { conversationId: id, userIds: ["bob"] });
  await sendMany("ada", id, 5);

  wire.mend();
  await waitUntilSettled(device);
  const fresh = await world.freshDevice("bob", id);
  const { windows } = device.store.getState();
  expect(windows[id]?.messages.length).toBe(6);
  expect(windows[id]).toEqual(fresh.store.getState().windows[id]);
});

test("I8: a gap beyond what the server replays is an explicit reset, never a silent hole", async () => {
  const group = await createGroup("Huge", "bob");
  await sendMany("ada", group.id, 10);
  const device = world.device("bob", { url: wire.url });
  await device.connect();
  await device.conversations.open(group.id);
  wire.cut();
  await waitFor("the loss to show", () => device.store.getState().connection === "offline");
  await sendMany("ada", group.id, limits.syncChanges + 1);
  wire.mend();
  await waitFor("the connection to be back", () => device.store.getState().connection === "online");
  const window = device.store.getState().windows[group.id];
  expect(window).toMatchObject({ hasOlder: true, hasNewer: false, loading: null });
  expect(window?.messages).toHaveLength(limits.pageDefault);
  expect(window?.messages.at(-1)?.seq).toBe(device.store.getState().conversations[group.id]?.lastSeq);
  await waitUntilConverged(world, device, group.id);
});

test("I4 I7 I8: events that come twice, swapped, or not at all end in the same state", async () => {
  const group = await createGroup("Noisy", "bob", "cleo");
  const token = await world.server.tokenFor("bob");
  const store = createParleyStore();
  const call = createCall({ url: world.server.url, tokens: createTokens(async () => token), request: () => undefined });
  const sync = createSync(store, call);
  store.setState({ me: await call("users.me", {}), connection: "online" });
  await sync.catchUpAll();
  await sync.windows.load(group.id, "newest");

  const socket = await world.server.connect("bob");
  const heard: ConversationEvent[] = [];
  for (const name of Object.keys(events) as EventName[]) {
    socket.on(events[name].socket, (payload) => {
      const event = { name, payload } as ParleyEvent;
      if (isConversationEvent(event) && event.payload.conversationId === group.id) heard.push(event);
    });
  }
  for (let round = 0; round < 20; round += 1) {
    const { message } = await send(round % 3 === 0 ? "cleo" : "ada", group.id, `message ${round}`);
    if (round % 4 === 0) await as("bob")("messages.react", { messageId: message.id, emoji: "👍" });
    if (round % 5 === 0) await as(message.sender.id)("messages.edit", { messageId: message.id, text: `edited ${round}` });
    if (round % 7 === 0) await as(message.sender.id)("messages.delete", { messageId: message.id });
  }
  await as("ada")("conversations.update", { conversationId: group.id, title: "Noisier" });
  const last = await as("bob")("conversations.get", { conversationId: group.id });
  await waitFor("all events", () => heard.some((event) => "rev" in event.payload && event.payload.rev === last.rev));

  const random = seeded(7);
  const shuffled = heard
    .flatMap((event) => (random() < 0.2 ? [] : random() < 0.3 ? [event, event] : [event]))
    .map((event, index) => ({ event, place: index + random() * 4 }))
    .sort((a, b) => a.place - b.place);
  for (const { event } of shuffled) sync.receiveEvent(event);
  // The last event of all must come, or nothing tells of the loss before the next connection.
  for (const event of heard.slice(-1)) sync.receiveEvent(event);

  await waitFor("the gaps to close", () => store.getState().conversations[group.id]?.rev === last.rev);
  const { messages } = await as("bob")("messages.list", { conversationId: group.id });
  expect(store.getState().windows[group.id]?.messages).toEqual(messages);
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
  const { lastMessage, title, rev, lastSeq } = last;
  expect(store.getState().conversations[group.id]).toMatchObject({ lastMessage, title, rev, lastSeq });
  sync.clear();
});
