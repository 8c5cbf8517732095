import type { Member, Message } from "@parley/protocol";
import { newGroup, signIn, startTestServer, type TestServer } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await signIn(server, ["cleo", "dora"]);
});
afterAll(() => server.stop());

const kinds = ["send", "send", "send", "edit", "delete", "react", "pin", "come or go", "role", "read"] as const;
type Step = { kind: (typeof kinds)[number]; who: number; pick: number };
const steps = (maxLength: number) => fc.array(fc.record({ kind: fc.constantFrom(...kinds), who: fc.nat(2), pick: fc.nat(1000) }), { maxLength });

/** One change, by somebody who may: what is not possible any more (the message was deleted) is passed over. */
async function take(conversationId: string, { kind, who, pick }: Step): Promise<void> {
  const owner = server.as("ada").call;
  const { members, lastSeq } = await owner("conversations.get", { conversationId });
  const messageId = `${conversationId}.${1 + (pick % lastSeq)}`;
  const guest = pick % 2 === 0 ? "cleo" : "dora";
  const present = members.some(({ user }) => user.id === guest);
  const { message } = await owner("messages.get", { messageId });
  const changeable = message.type !== "system" && message.deletedAt === null;
  if (kind === "send") await server.as(who === 0 ? "ada" : "bob").call("messages.send", { conversationId, text: `text ${pick}` });
  if (kind === "edit" && changeable) await server.as(message.sender.id).call("messages.edit", { messageId, text: `edit ${pick}` });
  if (kind === "delete" && changeable) await owner("messages.delete", { messageId });
  if (kind === "react" && message.deletedAt === null)
    await server.as("bob").call("messages.react", { messageId, emoji: who === 0 ? "👍" : "🦊", on: pick % 3 > 0 });
  if (kind === "pin" && message.deletedAt === null) await owner("messages.pin", { messageId, pinned: message.pinnedAt === null });
  if (kind === "come or go" && present) await owner("conversations.removeMember", { conversationId, userId: guest });
  if (kind === "come or go" && !present) await owner("conversations.addMembers", { conversationId, userIds: [guest] });
  if (kind === "role" && present) await owner("conversations.setRole", { conversationId, userId: guest, role: who === 0 ? "admin" : "member" });
  if (kind === "read") await server.as("bob").call("receipts.read", { conversationId, seq: 1 + (pick % lastSeq) });
}

type Device = { messages: Map<string, Message>; members: Map<string, Member>; rev: number; seq: number };

async function fresh(conversationId: string): Promise<Device> {
  const { rev, lastSeq } = await server.as("bob").call("conversations.get", { conversationId });
  const { messages } = await server.as("bob").call("messages.list", { conversationId, limit: 100 });
  const { members } = await server.as("bob").call("conversations.listMembers", { conversationId });
  return { rev, seq: lastSeq, messages: new Map(messages.map((each) => [each.id, each])), members: new Map(members.map((each) => [each.user.id, each])) };
}

/** Asks for one page and applies it as a device does; checks that it goes on from where the last one ended. */
async function applyPage(device: Device, conversationId: string, limit: number): Promise<boolean> {
  const page = await server.as("bob").call("messages.changes", { conversationId, sinceRev: device.rev, sinceSeq: device.seq, limit });
  expect(page.reset).toBe(false);
  let last = device.rev;
  for (const message of page.messages) {
    expect(message.rev).toBeGreaterThan(last);
    last = message.rev;
    device.messages.set(message.id, message);
  }
  expect(page.rev).toBeGreaterThanOrEqual(last);
  for (const member of page.members) {
    if (member.leftAt === null) device.members.set(member.user.id, member);
    else device.members.delete(member.user.id);
  }
  for (const { userId, ...mark } of page.marks) {
    const member = device.members.get(userId);
    if (member !== undefined) device.members.set(userId, { ...member, ...mark });
  }
  device.rev = page.rev;
  device.seq = page.seq;
  return page.more;
}

const sorted = ({ messages, members, ...position }: Device) => ({
  ...position,
  messages: [...messages.values()].sort((one, other) => one.seq - other.seq),
  members: [...members.values()].sort((one, other) => one.user.id.localeCompare(other.user.id)),
});

test("I8 from any earlier position, pages of any size, also while others write, end in what a fresh device sees", async () => {
  await fc.assert(
    fc.asyncProperty(steps(15), steps(30), steps(6), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), async (before, missed, meanwhile, sizes) => {
      const { id } = await newGroup(server, ["ada", "bob"]);
      for (const step of before) await take(id, step);
      const device = await fresh(id);
      for (const step of missed) await take(id, step);
      const writes = [...meanwhile];
      for (let page = 0, more = true; more || writes.length > 0; page += 1) {
        more = await applyPage(device, id, sizes[page % sizes.length] ?? 1);
        const write = writes.shift();
        if (write !== undefined) await take(id, write);
      }
      while (await applyPage(device, id, 200));
      expect(sorted(device)).toEqual(sorted(await fresh(id)));
    }),
    { numRuns: 25 },
  );
}, 120_000);

test("I8 a device that syncs while six write at once misses nothing", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  const device = await fresh(id);
  let writing = true;
  const writers = Promise.all(
    Array.from({ length: 6 }, async (_, writer) => {
      const call = server.as(["ada", "cleo"][writer % 2] ?? "").call;
      for (let round = 0; round < 12; round += 1) {
        const { message } = await call("messages.send", { conversationId: id, text: `${writer}.${round}` });
        if (round % 2 === 0) await call("messages.edit", { messageId: message.id, text: `${writer}.${round}, edited` });
        if (round % 3 === 0) await call("messages.react", { messageId: message.id, emoji: "👍" });
      }
    }),
  ).finally(() => {
    writing = false;
  });
  while (writing) await applyPage(device, id, 3);
  await writers;
  while (await applyPage(device, id, 3));
  expect(sorted(device)).toEqual(sorted(await fresh(id)));
});
