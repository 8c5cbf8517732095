import { type OperationName, operations } from "@parley/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { overRest, overSocket, transportsOf } from "./call.ts";
import type { Role } from "./operations.ts";
import { playedBy } from "./people.ts";
import { type Row, rows } from "./rows.ts";
import { setStage } from "./stage.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
let untouched: Awaited<ReturnType<World["snapshot"]>>;
beforeAll(async () => {
  world = await createWorld();
  untouched = await world.snapshot();
});
afterAll(() => world.stop());

/** What the server decides: who one is, what one may, where and when something is. */
const coveted = {
  id: "0190a0b0-0000-7000-8000-000000000001",
  senderId: "somebody else",
  sender: { id: "somebody else" },
  ownerId: "somebody else",
  role: "owner",
  isAdmin: true,
  active: true,
  tenantId: "another",
  type: "system",
  seq: 1,
  rev: 1,
  version: 7,
  readSeq: 9,
  joinedAt: "2020-01-01T00:00:00.000Z",
  createdAt: "2020-01-01T00:00:00.000Z",
  createdBy: "somebody else",
};

const names = Object.keys(operations) as OperationName[];

/** The first line of each operation, with a role that is allowed: so it is the field that is refused. */
const lines = names.map((name): [OperationName, Row, Role] => {
  const row = rows.find(({ operation, answers }) => operation === name && Object.values(answers).includes("allowed")) as Row;
  return [name, row, (Object.keys(row.answers) as Role[]).find((role) => row.answers[role] === "allowed") as Role];
});

test.each(lines)("S8 %s refuses what the server decides, and stores nothing", async (name, row, role) => {
  const caller = world.people[playedBy[role][0] ?? "stranger"];
  const stage = await setStage(world, row, { role, caller }, "shared");
  const input = row.attempt.input(stage) as Record<string, unknown>;
  const taken = new Set(Object.keys(operations[name].input.shape));
  for (const [field, value] of Object.entries(coveted).filter(([field]) => !taken.has(field))) {
    for (const transport of transportsOf(name)) {
      const extended = { ...input, [field]: value };
      const outcome = transport === "REST" ? await overRest(world.server, caller.token, name, extended) : await overSocket(caller.socket, name, extended);
      expect(outcome, `${field} over ${transport}`).toMatchObject({ answer: "validation_failed", status: 400 });
      expect(JSON.stringify(outcome.data)).toContain(field);
    }
  }
  expect(await world.snapshot()).toEqual(untouched);
});

test("S8 objects within the input are as strict", async () => {
  const { owner, newcomer } = world.people;
  const context = { type: "order", id: "1", title: "Order 1", isAdmin: true };
  const create = { type: "group", participantIds: [newcomer.id], context };
  const sync = { known: [{ conversationId: coveted.id, rev: 0, version: 0, isAdmin: true }] };
  for (const [name, input] of [["conversations.create", create] as const, ["messages.sync", sync] as const]) {
    for (const outcome of [await overRest(world.server, owner.token, name, input), await overSocket(owner.socket, name, input)]) {
      expect(outcome).toMatchObject({ answer: "validation_failed" });
      expect(JSON.stringify(outcome.data)).toContain("isAdmin");
    }
  }
  expect(await world.snapshot()).toEqual(untouched);
});
