import { type Operation, operations } from "@parley/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, hasSocket } from "./ask.ts";
import { type Transport, transportsOf } from "./call.ts";
import { refuseExcess, refuseExcessOfEvent } from "./excess.ts";
import type { Role } from "./operations.ts";
import { playedBy } from "./people.ts";
import { linesOf, type Row } from "./rows.ts";
import { setStage } from "./stage.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

const lines = linesOf((answer) => answer === "allowed");

test.each(lines)("S7 S9 %s: does what was asked for %s, and gives nothing beyond its contract", async (_title, _roles, { row, roles }) => {
  for (const role of roles) for (const transport of transportsOf(row.operation)) await showAllowed(row, role, transport);
  for (const { heard } of Object.values(world.people)) for (const event of heard.splice(0)) refuseExcessOfEvent(event);
});

async function showAllowed(row: Row, role: Role, transport: Transport): Promise<void> {
  for (const name of role === "anonymous" ? [undefined] : playedBy[role]) {
    const caller = name && world.people[name];
    const stage = await setStage(world, row, { role, caller });
    if (transport === "socket" && !hasSocket(stage)) throw new Error(`${name} has no socket`);
    const outcome = await ask(row, stage, transport);
    const at = `${row.title}, ${name ?? "nobody"} over ${transport}`;
    expect(outcome, at).toMatchObject({ answer: "allowed", status: (operations[row.operation] as Operation).status ?? 200 });
    refuseExcess(row.operation, outcome.data);
    await Promise.resolve(row.attempt.shows(outcome.data as never, stage)).catch((cause) => {
      throw new Error(`${at}: ${cause.message}`, { cause });
    });
    const spent = row.attempt.spends?.(stage) ?? [];
    await world.tidy(...Object.values(world.people).filter(({ id }) => spent.includes(id)));
  }
}
