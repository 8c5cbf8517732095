import { budgets, limits } from "@parley/protocol";
import { ask, startTestServer, type TestServer } from "@parley/testkit";
import { afterEach, expect, test } from "vitest";

let server: TestServer;
afterEach(() => server.stop());

const open = () => new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);

test("S34 a person has so many sockets and no more, and may open another when one is closed", async () => {
  server = await startTestServer({ RATE_LIMITS: "100" });
  const token = await server.tokenFor("ada");
  const sockets = [];
  for (let index = 0; index < limits.socketsPerUser; index += 1) sockets.push(await server.connectWith(token));
  await expect(server.connectWith(token)).rejects.toMatchObject({ data: { code: "too_many_connections", status: 429 } });
  expect(await ask(sockets[0] as (typeof sockets)[0], "user:me")).toMatchObject({ id: "ada" });
  expect(await ask(await server.connect("bob"), "user:me")).toMatchObject({ id: "bob" });
  sockets[0]?.close();
  await expect.poll(() => server.server.app.connections.of("ada").length).toBe(limits.socketsPerUser - 1);
  expect((await server.connectWith(token)).connected).toBe(true);
});

test("S34 S16 an address has so many connections, whoever they say they are, and over either transport", async () => {
  const most = 8;
  server = await startTestServer({ RATE_LIMITS: String(most / limits.connectionsPerAddress) });
  const opened = await Promise.all(
    Array.from({ length: most }, () => {
      const socket = open();
      return new Promise<WebSocket>((resolve) => socket.addEventListener("message", () => resolve(socket), { once: true }));
    }),
  );
  const headers = { "x-forwarded-for": "203.0.113.7" };
  const answer = await server.fetch("/socket.io/?EIO=4&transport=polling", { headers });
  expect([answer.status, await answer.json()]).toMatchObject([429, { code: "too_many_connections" }]);
  const refused = open();
  expect(await new Promise((resolve) => refused.addEventListener("error", () => resolve("refused"), { once: true }))).toBe("refused");
  for (const socket of opened) socket.close();
  await expect.poll(async () => (await server.fetch("/socket.io/?EIO=4&transport=polling")).status).toBe(200);
});

test("S34 S33 a connection that does not say who it is is closed after ten seconds; one that asks first, at once", { timeout: 60_000 }, async () => {
  server = await startTestServer();
  const closed = (socket: WebSocket) => new Promise<string>((resolve) => socket.addEventListener("close", () => resolve("closed"), { once: true }));
  const silent = closed(open());
  const hasty = open();
  const hastyClosed = closed(hasty);
  const heard: string[] = [];
  hasty.addEventListener("message", ({ data }) => {
    heard.push(String(data));
    if (heard.length === 1) hasty.send('427["user:me",{}]');
  });
  expect(await hastyClosed).toBe("closed");
  expect(heard.filter((each) => each.startsWith("43"))).toEqual([]);
  expect(await silent).toBe("closed");
});

test("S34 knocking without end is refused by the budget for handshakes", async () => {
  server = await startTestServer({ RATE_LIMITS: String(20 / budgets.connect.address) });
  const outcomes = await Promise.allSettled(Array.from({ length: 7 }, () => server.connectWith("no token")));
  expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.data?.code)).toContain("token_invalid");
  let code = "";
  for (let index = 0; index < 60 && code !== "rate_limited"; index += 1) {
    const [outcome] = await Promise.allSettled([server.connectWith("no token")]);
    if (outcome.status === "rejected") code = outcome.reason.data?.code;
  }
  expect(code).toBe("rate_limited");
});
