import { ParleyError } from "@parley/protocol";
import { ask, listen, newDirect, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newDevice } from "./clients.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: "silent" });
});
afterAll(() => server.stop());

const deactivate = (userId: string) => server.as("root", { role: "admin" }).call("users.setActive", { userId, active: false });
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "ok",
    (error: unknown) => (error instanceof ParleyError ? error.code : "closed"),
  );

test("F18 I13 I21 S4 who is deactivated in the midst of sending does and hears nothing from then on, over either transport", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const [phone, laptop] = await Promise.all([server.connect("bob"), server.connect("bob")]);
  const heard = [listen(phone), listen(laptop)];
  const token = await server.tokenFor("bob");
  let isOver = false;
  const talking = [phone, laptop].map(async (socket) => {
    const answers = new Set<string>();
    while (!isOver && socket.connected) answers.add(await codeOf(ask(socket, "message:send", { conversationId: id, text: "hello" })));
    return answers;
  });
  await waitFor("bob to have spoken", () => (heard[0]?.length ?? 0) > 20);
  await deactivate("bob");
  expect((await server.fetch(`/api/conversations/${id}/messages`, { method: "POST", token, body: { text: "over REST?" } })).status).toBe(403);
  await waitFor("both devices to be off", () => !phone.connected && !laptop.connected);
  isOver = true;
  // What was in the queue is in, or its answer was lost with the connection.
  for (const answers of await Promise.all(talking)) expect([...answers].filter((code) => code !== "ok" && code !== "closed")).toEqual([]);
  const { lastSeq } = await server.as("ada").call("conversations.get", { conversationId: id });
  await server.as("ada").call("messages.send", { conversationId: id, text: "without bob" });
  expect((await server.as("ada").call("conversations.get", { conversationId: id })).lastSeq).toBe(lastSeq + 1);
  for (const events of heard) expect(events.at(-1)).toMatchObject({ name: "session.ended", payload: { code: "account_inactive" } });
});

test.each(["deactivated", "signed out"])("F18 I21 S4 who is %s while a connection of theirs is being opened is not let in by it", async (how) => {
  const signedIn = await server.anonymous("auth.register", { email: `${how.slice(0, 3)}@example.com`, password: "correct horse", name: how });
  const { sessions } = server.server.app;
  // The connection has been judged, and is about to be let in.
  const authenticate = sessions.authenticate.bind(sessions);
  sessions.authenticate = async (token) => {
    const actor = await authenticate(token);
    sessions.authenticate = authenticate;
    if (how === "deactivated") await deactivate(signedIn.user.id);
    else await server.fetch("/api/auth/logout", { method: "POST", token: signedIn.accessToken, body: {} });
    return actor;
  };
  const socket = await server.connectWith(signedIn.accessToken).catch(() => undefined);
  if (socket !== undefined) await waitFor("the socket to be closed", () => !socket.connected, 3000);
  expect(server.server.app.connections.of(signedIn.user.id)).toEqual([]);
});

test("F17 I7 I21 a device that could not renew its token in time hears nothing from its end on, and has all of it once it can", async () => {
  const { id } = await newDirect(server, "cleo", "dora");
  let mayRenew = true;
  const device = newDevice(server, "dora", {
    async getToken() {
      if (!mayRenew) throw new Error("the host does not answer");
      return server.tokenFor("dora", { expiresInSeconds: 120 });
    },
  });
  await device.connect();
  await device.conversations.open(id);
  mayRenew = false;
  server.clock.advance(121_000);
  await waitFor("the device to be cut off", () => device.store.getState().connection === "offline");
  await server.as("cleo").call("messages.send", { conversationId: id, text: "are you there?" });
  expect(device.store.getState().windows[id]?.messages).toEqual([]);
  expect(server.server.app.connections.of("dora")).toEqual([]);
  mayRenew = true;
  await waitFor("the device to have it", () => device.store.getState().windows[id]?.messages.length === 1, 20_000);
  device.disconnect();
});
