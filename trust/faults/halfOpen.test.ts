import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ask, listen, newDirect, startTestServer, startWire, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull } from "../src/scale.ts";
import { newDevice } from "./clients.ts";

/** A ping every 20 s, 10 s to answer it, 2 s of grace, and the time that a busy machine takes. */
const patienceMs = 60_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test.runIf(isFull)("F14 I17 a client that stops without a word is dropped, and its user is offline", async () => {
  await newDirect(server, "ada", "bob");
  const script = fileURLToPath(new URL("vanishingClient.ts", import.meta.url));
  const client = spawn(process.execPath, [script], { env: { URL: server.url, TOKEN: await server.tokenFor("bob") }, stdio: ["ignore", "pipe", "inherit"] });
  await once(client.stdout, "data");
  const watcher = await server.connect("ada");
  const heard = listen(watcher);
  expect(await ask(watcher, "user:watch", { userIds: ["bob"] })).toMatchObject({ presences: [{ userId: "bob", online: true }] });
  client.kill("SIGSTOP");
  await waitFor(
    "bob to be offline",
    () => heard.some(({ name, payload }) => name === "presence.changed" && "online" in payload && !payload.online),
    patienceMs,
  );
  expect(server.server.app.connections.of("bob")).toEqual([]);
  client.kill("SIGKILL");
});

test.runIf(isFull)("F14 I7 a device whose line goes dead without a word notices, comes back over a new one, and has everything", async () => {
  const { id } = await newDirect(server, "cleo", "dora");
  const line = await startWire(server.url);
  const device = newDevice({ ...server, url: line.url }, "dora");
  await device.connect();
  await device.conversations.open(id);
  line.hold();
  const entry = device.messages.send({ conversationId: id, text: "from the dead line" });
  for (const text of ["one", "two"]) await server.as("cleo").call("messages.send", { conversationId: id, text });
  await waitFor("the device to notice", () => device.store.getState().connection !== "online", patienceMs);
  line.release();
  await waitFor("the device to be back", () => device.store.getState().connection === "online", patienceMs);
  await waitFor("its own message to be taken", () => device.store.getState().outbox.length === 0);
  const { messages } = await server.as("cleo").call("messages.list", { conversationId: id });
  expect(messages.filter(({ clientId }) => clientId === entry.clientId)).toHaveLength(1);
  await waitFor("the device to have everything", () => device.store.getState().windows[id]?.messages.length === messages.length);
  expect(device.store.getState().windows[id]?.messages.map(({ text }) => text)).toEqual(messages.map(({ text }) => text));
  device.disconnect();
  await line.stop();
});
