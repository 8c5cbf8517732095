import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoPerson, people } from "../../demo/people.ts";

let closed: TestServer;
let open: TestServer;
beforeAll(async () => {
  [closed, open] = await Promise.all([startTestServer(), startTestServer({ DEMO: "on" })]);
});
afterAll(() => Promise.all([closed.stop(), open.stop()]));

const [person] = people as [DemoPerson];

test("people and signIn refuse where the demo is off", async () => {
  await expectRefusal(closed.anonymous("demo.people", {}), "not_found");
  await expectRefusal(closed.anonymous("demo.signIn", { userId: person.id }), "not_found");
});

test("signIn refuses everybody who is not of the demo, existing users too", async () => {
  await open.as("ada").call("users.me", {});
  for (const userId of ["ada", "nobody", "root"]) await expectRefusal(open.anonymous("demo.signIn", { userId }), "not_found");
});

test("S9 people are named to anybody, without their addresses", async () => {
  const answer = await open.anonymous("demo.people", {});
  expect(answer.people.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
  expect(JSON.stringify(answer)).not.toContain("@");
});

test("a click signs in as one of them, who has conversations to look at", async () => {
  const answer = await open.fetch("/api/demo/sign-in", { method: "POST", body: { userId: person.id } });
  const { token } = (await answer.json()) as { token: string };
  const own = await (await open.fetch("/api/users/me", { token })).json();
  expect(own).toMatchObject({ id: person.id, name: person.name, role: "member" });
  const list = (await (await open.fetch("/api/conversations", { token })).json()) as { conversations: unknown[] };
  expect(list.conversations.length).toBeGreaterThan(3);
  expect((await open.connectWith(token)).connected).toBe(true);
});
