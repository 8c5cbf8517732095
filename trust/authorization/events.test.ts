import { type EventName, events } from "@parley/protocol";
import { startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cause, causes } from "./causes.ts";
import { eventRules, type Hearing, type Listener } from "./events.ts";
import { refuseExcessOfEvent } from "./excess.ts";
import { type Hall, isAbout, openHall } from "./hall.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("every event of the contract has a row", () => {
  expect(Object.keys(eventRules).sort()).toEqual(Object.keys(events).sort());
});

type Line = [title: string, name: EventName, rule: Hearing, cause: Cause];
const lines = (Object.keys(eventRules) as EventName[]).flatMap((name): Line[] => {
  const rules = eventRules[name] as Hearing | Record<string, Hearing>;
  if (typeof rules.stranger === "string") return [[name, name, rules as Hearing, causes[name] as Cause]];
  return Object.entries(rules as Record<string, Hearing>).map(([way, rule]) => [
    `${name}, ${way}`,
    name,
    rule,
    (causes[name] as Record<string, Cause>)[way] as Cause,
  ]);
});

test.each(lines)("I13 S9 %s: is heard by whom it is for, and by nobody else", async (_title, name, rule, cause) => {
  const hall = await openHall(server, { concernedId: cause.concernedId ?? "concerned", tokens: await cause.tokens?.(server) });
  try {
    await cause.prepare?.(hall);
    await hall.forget();
    await cause.happens(hall);
    const heard = () => mapListeners(hall, (listener) => (hall.heard[listener].some((event) => isAbout(hall, name, event)) ? "hears" : "silent"));
    const isDue = (listener: Listener) => rule[listener] === "silent" || heard()[listener] === "hears";
    // Some are told in the next sweep of expired tokens, and not at once. Who was not told is named below.
    await waitFor("all to hear it", () => (Object.keys(rule) as Listener[]).every(isDue), 5000).catch(() => {});
    await hall.listenOut();
    expect(heard()).toEqual(rule);
    await expectSilenceOutside(hall, name, rule);
    for (const event of Object.values(hall.heard).flat()) refuseExcessOfEvent(event);
  } finally {
    hall.close();
  }
});

function mapListeners(hall: Hall, judge: (listener: Listener) => string): Record<Listener, string> {
  return Object.fromEntries((Object.keys(hall.heard) as Listener[]).map((listener) => [listener, judge(listener)])) as Record<Listener, string>;
}

/** Who is no member hears of the conversation that they have ceased to be one, and nothing more. */
async function expectSilenceOutside(hall: Hall, name: EventName, rule: Hearing): Promise<void> {
  expect({ exMember: hall.heard.exMember, stranger: hall.heard.stranger }).toEqual({ exMember: [], stranger: [] });
  const { rows } = await server.pool.query("select user_id from members where conversation_id = $1 and left_at is null", [hall.conversationId]);
  const outside: Listener[] = rows.some(({ user_id }) => user_id === hall.concernedId) ? ["watcher"] : ["watcher", "concerned"];
  for (const listener of outside) {
    const about = hall.heard[listener].filter(({ payload }) => (payload as { conversationId?: string }).conversationId === hall.conversationId);
    expect(
      about.map((event) => event.name),
      listener,
    ).toEqual(rule[listener] === "hears" && name === "member.removed" ? ["member.removed"] : []);
  }
}
