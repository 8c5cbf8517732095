import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFull } from "../src/scale.ts";
import { ask } from "./ask.ts";
import { type Transport, transportsOf } from "./call.ts";
import { type Change, changes, useRights } from "./changes.ts";
import { refuseExcess } from "./excess.ts";
import { type Row, rows } from "./rows.ts";
import { setStage } from "./stage.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

/** Who has only just signed in has no former rights. */
const inGroup = rows.filter(
  ({ operation, place }) => place === "group" && !operation.startsWith("demo.") && !/^auth\.(register|login|refresh)$/.test(operation),
);

describe.each(changes)("S7 I21 $title, on the socket opened before", (change) => {
  test.each(inGroup.map((row) => [row.title, row.answers[change.to], row] as const))("%s: %s", async (_title, _answer, row) => {
    // In full also over REST, with the token from before.
    for (const transport of transportsOf(row.operation))
      if (transport === "socket" || isFull || change.who === "hostAdmin") await answersAsNow(change, row, transport);
  });
});

async function answersAsNow(change: Change, row: Row, transport: Transport): Promise<void> {
  const caller = world.people[change.who];
  const stage = await setStage(world, row, { role: change.to, caller });
  const { conversationId } = stage;
  await useRights(world, change, conversationId);
  await change.happens(world, conversationId);

  const outcome = await ask(row, stage, transport);
  expect(outcome.answer, transport).toBe(row.answers[change.to]);
  if (outcome.answer === "allowed") {
    refuseExcess(row.operation, outcome.data);
    await row.attempt.shows(outcome.data as never, stage);
  }
  const spent = outcome.answer === "allowed" ? (row.attempt.spends?.(stage) ?? []) : [];
  await world.tidy(...Object.values(world.people).filter(({ id }) => spent.includes(id)));
  if (change.who === "hostAdmin")
    await world.server.as("root", { role: "admin" }).call("users.put", { userId: caller.id, name: "The hostAdmin", role: "admin" });
}
