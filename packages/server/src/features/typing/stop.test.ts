import { ask, expectRefusal, listen, newDirect, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("stop refuses a stranger, who ends nobody's typing", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  await server.as("ada").call("typing.start", { conversationId: id });
  await expectRefusal(server.as("mallory").call("typing.stop", { conversationId: id }), "not_found");
  await server.as("bob").call("typing.stop", { conversationId: id });
  expect((await server.as("bob").call("typing.list", { conversationId: id })).users).toMatchObject([{ id: "ada" }]);
});

test("the other hears that typing has stopped, once", async () => {
  const { id } = await newDirect(server, "ada", "cleo");
  const [typist, other] = [await server.connect("ada"), await server.connect("cleo")];
  const heard = listen(other);
  await ask(typist, "typing:start", { conversationId: id });
  await ask(typist, "typing:stop", { conversationId: id });
  await ask(typist, "typing:stop", { conversationId: id });
  await waitFor("the other to hear", () => heard.length === 2);
  await ask(other, "user:me");
  expect(heard.map(({ payload }) => payload)).toMatchObject([{ typing: true }, { typing: false }]);
});
