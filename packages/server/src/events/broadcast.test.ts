import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "@parley/testkit";
import { type Namespace, Server } from "socket.io";
import { io as connect, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { broadcast } from "./broadcast.ts";

const http = createServer();
const io = new Server(http);
const clients: Socket[] = [];
beforeAll(async () => {
  await once(http.listen(0, "127.0.0.1"), "listening");
});
afterAll(async () => {
  for (const client of clients) client.close();
  await io.close();
});

type Transport = "websocket" | "polling";

/** A client in these rooms, and what it has heard. */
async function join(namespace: Namespace, transport: Transport, rooms: string[]): Promise<[event: string, body: unknown][]> {
  namespace.once("connection", (socket) => socket.join(rooms));
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}${namespace.name}`, { transports: [transport], forceNew: true });
  clients.push(client);
  const heard: [string, unknown][] = [];
  client.onAny((event, body) => heard.push([event, body]));
  await once(client as never, "connect");
  return heard;
}

describe.each(["websocket", "polling"] as const)("over %s", (transport) => {
  test.each(["/", "/place"])("what is said together is heard in order, of every length that a frame writes in its own way, at %s", async (name) => {
    const namespace = io.of(name);
    const heard = await join(namespace, transport, ["ada"]);
    const empty = JSON.stringify(["said", ""]).length + "42".length + (name === "/" ? 0 : `${name},`.length);
    const words = [125, 126, 65_535, 65_536].map((length) => ({ event: "said", body: "x".repeat(length - empty) }));
    words.push({ event: "last", body: "पार्ले 🦊" });
    broadcast(namespace, { rooms: ["ada"] }, words);
    broadcast(namespace, { rooms: ["ada"] }, [{ event: "after", body: "it" }]);
    await waitFor("all of it", () => heard.length === words.length + 1);
    expect(heard).toEqual([...words.map(({ event, body }) => [event, body]), ["after", "it"]]);
  });

  test("who is in several rooms hears it once, who is in none or in an excepted one not at all", async () => {
    const namespace = io.of(`/rooms-${transport}`);
    const both = await join(namespace, transport, ["ada", "bob"]);
    const excepted = await join(namespace, transport, ["ada", "deaf"]);
    const stranger = await join(namespace, transport, []);
    broadcast(namespace, { rooms: ["ada", "bob"], except: ["deaf", "nobody"] }, [{ event: "said", body: { to: "some" } }]);
    broadcast(namespace, { rooms: [] }, [{ event: "said", body: "to nobody" }]);
    namespace.emit("end");
    await waitFor("the end", () => [both, excepted, stranger].every((heard) => heard.at(-1)?.[0] === "end"));
    expect([both, excepted, stranger]).toEqual([
      [
        ["said", { to: "some" }],
        ["end", undefined],
      ],
      [["end", undefined]],
      [["end", undefined]],
    ]);
  });
});
