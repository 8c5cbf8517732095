import { conversationId } from "@parley/protocol";
import { ask as askSocket, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ask, concerns, defineDialect, takes } from "./dialect.ts";
import { native } from "./native/native.ts";

/** How often words were made. */
let worded = 0;

const room = z.object({ room: conversationId });
const inRoom = ({ room }: { room: string }) => ({ conversationId: room });

/** With every option that the real ones do not all use. */
const odd = defineDialect({
  ...native,
  name: "odd",
  rest: {
    "GET /with/:userId": takes("messages.list", {
      input: z.object({ userId: z.string() }),
      *in({ userId }) {
        const { conversation } = yield* ask("conversations.create", { type: "direct", participantIds: [userId] });
        return { conversationId: conversation.id };
      },
      out: ({ messages }, { me }) => messages.map(({ text, sender }) => [sender.id === me.id ? "mine" : "theirs", text]),
    }),
    "GET /patient/:userId": takes("users.me", {
      input: z.object({ userId: z.string() }),
      *in({ userId }) {
        try {
          yield* ask("users.get", { userId });
        } catch {
          yield* ask("users.get", { userId: "ada" });
        }
        return {};
      },
      out: ({ id }) => ({ id }),
    }),
  },
  hears: { ...native.hears, enter: concerns("join", { input: room, in: inRoom }), exit: concerns("leave", { input: room, in: inRoom }) },
  says: {
    ...native.says,
    "message.created": [
      {
        event: "in room",
        body: ({ message }, { hearers }) => {
          worded += 1;
          return { text: message.text, hearers: hearers().sort() };
        },
        to: ({ conversationId }) => ({ inside: conversationId }),
      },
      {
        event: "notification",
        body: ({ message }) => message.text,
        to: ({ conversationId, message }) => ({ outside: conversationId, except: message.sender.id }),
      },
    ],
  },
  tokenAlsoIn: "authorization header",
});

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({}, undefined, [native, odd]);
});
afterAll(() => server.stop());

async function connect(userId: string): Promise<{ socket: Socket; heard: unknown[] }> {
  await server.server.app.publisher.drain();
  const socket = io(`${server.url}/odd`, { transports: ["websocket"], auth: { token: await server.tokenFor(userId) }, forceNew: true });
  const heard: unknown[] = [];
  socket.onAny((event, body) => event !== "user:status" && heard.push([event, body]));
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  return { socket, heard };
}

test("join is for members; what is said inside reaches those who joined and are members still, the rest hear what is said outside", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  const [ada, bob, cleo, mallory] = await Promise.all(["ada", "bob", "cleo", "mallory"].map(connect));
  if (!ada || !bob || !cleo || !mallory) throw new Error("not connected");
  await expect(askSocket(mallory.socket, "enter", { room: id })).rejects.toMatchObject({ code: "not_found" });
  for (const one of [ada, bob]) expect(await askSocket(one.socket, "enter", { room: id })).toEqual({ conversationId: id });
  await server.as("ada").call("messages.send", { conversationId: id, text: "one" });
  await waitFor("cleo to be notified", () => cleo.heard.length === 1);
  await waitFor("bob to hear", () => bob.heard.length === 1);
  const inside = ["in room", { text: "one", hearers: ["ada", "bob", "cleo"] }];
  expect([ada.heard, bob.heard, cleo.heard, mallory.heard]).toEqual([[inside], [inside], [["notification", "one"]], []]);

  await askSocket(bob.socket, "exit", { room: id });
  await server.as("ada").call("messages.send", { conversationId: id, text: "two" });
  await waitFor("bob to be notified", () => bob.heard.length === 2);
  expect(bob.heard[1]).toEqual(["notification", "two"]);

  // The room that was joined is not left by a removal, and hears nothing all the same.
  await askSocket(bob.socket, "enter", { room: id });
  await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
  await server.as("ada").call("messages.send", { conversationId: id, text: "without bob" });
  await waitFor("cleo to be notified", () => cleo.heard.some((one) => JSON.stringify(one).includes("without bob")));
  await askSocket(bob.socket, "user:me");
  expect(JSON.stringify(bob.heard)).not.toContain("without bob");
  for (const { socket } of [ada, bob, cleo, mallory]) socket.close();
});

test("words are made once for all who hear them, and not at all when nobody here does", async () => {
  const { id } = await newGroup(server, ["dora", "emil"]);
  const elsewhere = await connect("felix");
  const listener = await server.connect("emil");
  const texts: string[] = [];
  listener.on("message:created", ({ message }) => texts.push(message.text));
  const before = worded;
  await server.as("dora").call("messages.send", { conversationId: id, text: "to nobody odd" });
  await waitFor("the native one to hear", () => texts.length === 1);
  expect(worded).toBe(before);
  const odds = await Promise.all(["dora", "dora", "emil"].map(connect));
  for (const { socket } of odds) await askSocket(socket, "enter", { room: id });
  await server.as("dora").call("messages.send", { conversationId: id, text: "to three" });
  await waitFor("all to hear", () => odds.every(({ heard }) => heard.length === 1));
  expect(worded).toBe(before + 1);
  for (const { socket } of [elsewhere, ...odds]) socket.close();
});

test("a shape may ask for what it needs, as its user, and hears refusals as exceptions", async () => {
  const { id } = await newDirect(server, "gina", "hugo");
  await server.as("gina").call("messages.send", { conversationId: id, text: "hello" });
  const get = async (path: string) => server.fetch(`/odd${path}`, { token: await server.tokenFor("hugo") });
  expect(await (await get("/with/gina")).json()).toEqual([["theirs", "hello"]]);
  expect((await get("/with/nobody-at-all")).status).toBe(400);
  expect(await (await get("/patient/nobody-at-all")).json()).toEqual({ id: "hugo" });
});

test("a token may come in the handshake's header where the dialect says so", async () => {
  const authorization = `Bearer ${await server.tokenFor("ida")}`;
  const withHeader = (path: string) =>
    io(server.url + path, { transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders: { authorization } });
  const outcome = (socket: Socket) =>
    new Promise<string>((resolve) => socket.once("connect", () => resolve("connected")).once("connect_error", ({ message }) => resolve(message)));
  const [odd, plain] = [withHeader("/odd"), withHeader("/native")];
  expect(await Promise.all([outcome(odd), outcome(plain)])).toEqual(["connected", "unauthenticated"]);
  odd.close();
  plain.close();
});

test("two dialects over one connection are two sockets with one address, closed together", async () => {
  const token = await server.tokenFor("jan");
  const one = io(`${server.url}/odd`, { transports: ["websocket"], auth: { token }, reconnection: false });
  await new Promise<void>((resolve, reject) => one.once("connect", resolve).once("connect_error", reject));
  const other = one.io.socket("/native", { auth: { token } });
  await new Promise<void>((resolve, reject) => other.once("connect", resolve).once("connect_error", reject));
  const sockets = server.server.app.connections.of("jan");
  expect(sockets.map(({ data }) => [data.voice.dialect.name, data.address]).sort()).toEqual([
    ["native", "127.0.0.1"],
    ["odd", "127.0.0.1"],
  ]);
  await server.as("jan").call("users.setActive", { userId: "jan", active: false });
  await waitFor("both to be closed", () => !one.connected && !other.connected);
  expect(server.server.app.connections.of("jan")).toEqual([]);
});
