import { type OperationName, operations } from "@parley/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demand, type Outcome, overRest, socketEventOf, transportsOf } from "./call.ts";
import { type Person, password } from "./people.ts";
import { rows } from "./rows.ts";
import { setStage } from "./stage.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

const root = () => world.server.as("root", { role: "admin" });

/** How everything ends for somebody who is connected, and what their token is told from then on. */
const endings: { title: string; code: string; end(person: Person): Promise<unknown> }[] = [
  { title: "deactivated by an admin", code: "account_inactive", end: ({ id }) => root().call("users.setActive", { userId: id, active: false }) },
  {
    title: "deactivated by themselves",
    code: "account_inactive",
    end: (person) => overRest(world.server, person.token, "users.setActive", { userId: person.id, active: false }),
  },
  { title: "signed out", code: "session_revoked", end: (person) => overRest(world.server, person.token, "auth.logout", {}) },
  { title: "signed out everywhere by another device", code: "session_revoked", end: signOutElsewhere },
];

async function signOutElsewhere(person: Person): Promise<unknown> {
  const { accessToken } = await world.server.anonymous("auth.login", { email: person.email, password });
  return overRest(world.server, accessToken, "auth.logout", { everywhere: true });
}

const signedInOnly = rows.filter(({ operation }) => (operations[operation] as { access?: string }).access !== "public");

test.each(endings)("S7 I21 F18 who is $title can do nothing any more, neither on the socket that is open nor with the token", async ({ code, end }) => {
  const person = world.people.owner;
  const stages = await Promise.all(signedInOnly.map(async (row) => ({ row, stage: await setStage(world, row, { role: "owner", caller: person }, "shared") })));
  const closed = new Promise((resolve) => person.socket.once("disconnect", resolve));
  // The server knows this token well by now.
  await demand(world.server, person.token, "users.me", {});
  await end(person);
  // The client may not have noticed yet; what it sends now is still on its way.
  const acknowledged: unknown[] = [];
  for (const { row, stage } of stages) {
    const event = socketEventOf(row.operation);
    if (event !== undefined) person.socket.emit(event, row.attempt.input(stage), (answer: unknown) => acknowledged.push({ event, answer }));
  }
  const untouched = await world.snapshot();
  await closed;
  expect(acknowledged).toEqual([]);

  const answers: [string, Outcome["answer"]][] = [];
  for (const { row, stage } of stages) answers.push([row.title, (await overRest(world.server, person.token, row.operation, row.attempt.input(stage))).answer]);
  expect(answers).toEqual(stages.map(({ row }) => [row.title, code]));
  await expect(world.server.connectWith(person.token)).rejects.toMatchObject({ message: code });
  expect(await world.snapshot()).toEqual(untouched);
  await world.tidy(person);
});

test("the operations that this is about are nearly all", () => {
  const names = new Set<OperationName>(signedInOnly.map(({ operation }) => operation));
  expect(Object.keys(operations).filter((name) => !names.has(name as OperationName))).toEqual([
    "auth.register",
    "auth.login",
    "auth.refresh",
    "attachments.download",
    "demo.people",
    "demo.signIn",
  ]);
  expect([...names].filter((name) => transportsOf(name).includes("socket")).length).toBeGreaterThan(25);
});
