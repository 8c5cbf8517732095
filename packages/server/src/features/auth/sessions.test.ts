import { ask, expectRefusal, newDirect, signIn, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  other = await startSecondNode(server);
});
afterAll(async () => {
  await other.stop();
  await server.stop();
});

const deactivate = (userId: string) => server.as("root", { role: "admin" }).call("users.setActive", { userId, active: false });

test("I21 X-SEC-03 a deactivated user is refused at once, whatever the token says", async () => {
  const token = await server.tokenFor("ada");
  expect((await server.fetch("/api/users/me", { token })).status).toBe(200);
  await deactivate("ada");
  const answer = await server.fetch("/api/users/me", { token });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: "account_inactive" });
  await expect(server.connect("ada")).rejects.toThrow("account_inactive");
});

test("I21 T-SEC-02 defect 6: a deactivated user's open socket is closed and asks nothing more", async () => {
  const { id } = await newDirect(server, "bob", "cleo");
  const socket = await server.connect("bob");
  await ask(socket, "message:send", { conversationId: id, text: "still here" });
  const ended = new Promise((resolve) => socket.once("auth:ended", resolve));
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  await deactivate("bob");
  expect(await ended).toEqual({ code: "account_inactive" });
  await closed;
  await expectRefusal(server.as("bob").call("messages.send", { conversationId: id, text: "no more" }), "account_inactive");
  expect((await server.as("cleo").call("messages.list", { conversationId: id })).messages.map(({ text }) => text)).toEqual(["still here"]);
});

test("I21 another node refuses too once what it remembers is a second old", async () => {
  const authenticate = async () => other.server.app.sessions.authenticate(await server.tokenFor("dora"));
  await authenticate();
  await deactivate("dora");
  // The node asks the database anew when its memory of dora has aged; until then it may let her in.
  await waitFor(
    "the other node to notice",
    () =>
      authenticate().then(
        () => false,
        () => true,
      ),
    3000,
  );
  await expectRefusal(authenticate(), "account_inactive");
});

test("a reactivated user is let in again", async () => {
  await server.as("emil").call("users.me", {});
  await deactivate("emil");
  await expectRefusal(server.as("emil").call("users.me", {}), "account_inactive");
  await server.as("root", { role: "admin" }).call("users.setActive", { userId: "emil", active: true });
  expect(await server.as("emil").call("users.me", {})).toMatchObject({ active: true });
});

test("a new name in the host's token is heard by one's own devices, and shown in pages that were read before", async () => {
  await signIn(server, ["nima", "olga"]);
  const nima = server.as("nima", { name: "Nima" });
  const { conversation } = await nima.call("conversations.create", { type: "direct", participantIds: ["olga"] });
  await nima.call("messages.send", { conversationId: conversation.id, text: "who am I?" });
  const page = () => server.as("olga").call("messages.list", { conversationId: conversation.id });
  expect((await page()).messages[0]?.sender.name).toBe("Nima");
  expect((await page()).messages[0]?.sender.name).toBe("Nima");
  const socket = await server.connect("nima", { name: "Nima" });
  const heard = new Promise((resolve) => socket.once("user:updated", resolve));
  await server.as("nima", { name: "Nima Sherpa" }).call("users.me", {});
  expect(await heard).toMatchObject({ id: "nima", name: "Nima Sherpa" });
  expect((await page()).messages[0]?.sender.name).toBe("Nima Sherpa");
});

test("F16 I18 a thousand calls of one person at once ask the database once who that is", async () => {
  const { sessions, pool } = server.server.app;
  const token = await server.tokenFor("herd");
  await sessions.authenticate(token);
  sessions.forget("herd");
  let taken = 0;
  const count = () => (taken += 1);
  pool.on("acquire", count);
  const actors = await Promise.all(Array.from({ length: 1000 }, () => sessions.authenticate(token)));
  pool.off("acquire", count);
  expect(new Set(actors.map(({ user }) => user.id))).toEqual(new Set(["herd"]));
  // The server's own work takes one now and then.
  expect(taken).toBeLessThan(20);
});
