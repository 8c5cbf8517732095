import { errors } from "@parley/protocol";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ask, hasSocket } from "./ask.ts";
import { type Transport, transportsOf } from "./call.ts";
import type { Answer, Role } from "./operations.ts";
import { hearAll, playedBy } from "./people.ts";
import { linesOf, type Row } from "./rows.ts";
import { setStage, toNowhere } from "./stage.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
let untouched: Awaited<ReturnType<World["snapshot"]>>;
beforeAll(async () => {
  world = await createWorld();
  untouched = await world.snapshot();
});
afterAll(() => world.stop());
// What one line did must not be laid at the door of the next.
afterEach(async () => {
  for (const { heard } of Object.values(world.people)) heard.length = 0;
  untouched = await world.snapshot();
});

const lines = linesOf((answer) => answer !== "allowed");

/** All of this happens in the same conversations: refusals leave them as they are. */
test.each(lines)("S6 S7 I13 T-SEC-05 %s: refused to %s, changes nothing and is heard by nobody", async (_title, _roles, { row, roles }) => {
  const cells = roles.flatMap((role) => transportsOf(row.operation).flatMap((transport) => namesOf(role).map((name) => ({ role, name, transport }))));
  const answers = new Map<string, Answer>();
  for (const cell of cells) answers.set(titleOf(cell), await tryRefused(row, cell));
  expect.soft(Object.fromEntries(answers)).toEqual(Object.fromEntries(cells.map((cell) => [titleOf(cell), row.answers[cell.role]])));

  const people = Object.values(world.people);
  await hearAll(
    world.server,
    people.map(({ socket }) => socket),
  );
  expect.soft(people.filter(({ heard }) => heard.length > 0).map(({ name, heard }) => ({ name, heard }))).toEqual([]);
  expect(await world.snapshot()).toEqual(untouched);
});

test("S7 I21 without a token, and deactivated, one gets no socket at all", async () => {
  await expect(world.server.connectWith(undefined)).rejects.toMatchObject({ message: "unauthenticated" });
  await expect(world.server.connectWith(world.people.deactivated.token)).rejects.toMatchObject({ message: "account_inactive" });
});

type Cell = { role: Role; name: (typeof playedBy)[Role][number] | undefined; transport: Transport };

const titleOf = ({ role, name, transport }: Cell) => `${role} (${name ?? "nobody"}) over ${transport}`;
const namesOf = (role: Role) => (role === "anonymous" ? [undefined] : playedBy[role]);

/** Who may not know gets the same answer as for what does not exist. Who has no socket is answered by the handshake (the test above). */
async function tryRefused(row: Row, { role, name, transport }: Cell): Promise<Answer> {
  const due = row.answers[role] as Answer;
  const stage = await setStage(world, row, { role, caller: name && world.people[name] }, "shared");
  if (transport === "socket" && !hasSocket(stage)) return due;
  const outcome = await ask(row, stage, transport);
  if (outcome.answer !== "allowed") expect(outcome.status).toBe(errors[outcome.answer].status);
  if (due === "not_found") expect(await ask(row, toNowhere(stage), transport)).toEqual(outcome);
  return outcome.answer;
}
