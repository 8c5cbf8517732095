import { expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("list refuses a stranger", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(server.as("mallory").call("typing.list", { conversationId: id }), "not_found");
});

test("list names everybody who types, but not oneself, nor who types elsewhere", async () => {
  const [here, there] = [await newGroup(server, ["ada", "bob", "cleo"]), await newGroup(server, ["ada", "bob", "cleo"])];
  for (const userId of ["ada", "bob"]) await server.as(userId).call("typing.start", { conversationId: here.id });
  await server.as("cleo").call("typing.start", { conversationId: there.id });
  const list = async (userId: string) => (await server.as(userId).call("typing.list", { conversationId: here.id })).users;
  expect(await list("cleo")).toEqual([
    { id: "ada", name: "ada", imageUrl: null },
    { id: "bob", name: "bob", imageUrl: null },
  ]);
  expect((await list("ada")).map(({ id }) => id)).toEqual(["bob"]);
});
