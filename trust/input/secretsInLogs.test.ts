import { createTestDatabase, type ServerProcess, startServerProcess, waitFor } from "@parley/testkit";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";

const canaries = {
  password: "canary-password",
  newPassword: "canary-wrong-password",
  text: "canary-of-a-message",
  search: "canary-search",
  token: "canary.token.x",
  key: "canarykey",
};
/** A line of its own, colours, and what would end a JSON text. */
const forged = 'x\r\n{"level":30,"msg":"forged-line"}\u001b[31m"}';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: ServerProcess;
let issued: string[];
beforeAll(async () => {
  database = await createTestDatabase();
  // It logs everything.
  server = await startServerProcess({ databaseUrl: database.url });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function call(method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}): Promise<Record<string, string>> {
  const headers = {
    "user-agent": '{"level":30}',
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  const answer = await fetch(server.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return (await answer.json()) as Record<string, string>;
}

test("S40 S5 S19 I25 no log line has a token, a password or what people write, and none is forged", async () => {
  const account = { email: "ada@example.com", password: canaries.password };
  const signedIn = await call("POST", "/api/auth/register", { body: { ...account, name: forged } });
  await call("POST", "/api/auth/login", { body: { ...account, password: canaries.newPassword } });
  const { accessToken = "", refreshToken = "" } = signedIn;
  const host = await server.tokenFor("bob", { name: forged });
  const { conversation } = (await call("POST", "/api/conversations", {
    token: host,
    body: { type: "group", participantIds: ["bob"], title: forged },
  })) as unknown as { conversation: { id: string } };
  await call("POST", `/api/conversations/${conversation.id}/messages`, { token: host, body: { text: canaries.text } });
  await call("GET", `/api/users/search?query=${canaries.search}`, { token: host });
  await call("GET", `/api/users/me?token=${canaries.token}`);
  await call("GET", `/api/${encodeURIComponent(forged)}`, { token: canaries.token });
  const refreshed = await call("POST", "/api/auth/refresh", { body: { refreshToken } });
  // Stolen: the first of all is used again, after the one that replaced it was used too.
  const again = await call("POST", "/api/auth/refresh", { body: { refreshToken: refreshed.refreshToken } });
  await call("POST", "/api/auth/refresh", { body: { refreshToken } });
  for (const auth of [{ token: host }, { token: canaries.token }, {}]) {
    const socket = io(server.url, { transports: ["websocket"], auth, forceNew: true, reconnection: false, query: { access_token: canaries.token } });
    await new Promise((resolve) => socket.once("connect", () => resolve("")).once("connect_error", resolve));
    socket.close();
  }
  const socket = io(server.url, { transports: ["websocket"], auth: { token: host }, forceNew: true, reconnection: false });
  await new Promise((resolve) => socket.once("connect", () => resolve("")));
  await socket.emitWithAck("message:send", { conversationId: conversation.id, text: canaries.text });
  await socket.emitWithAck(forged, { token: canaries.token, password: canaries.password });
  socket.close();
  issued = [accessToken, refreshToken, refreshed.refreshToken, again.refreshToken, host].filter((each) => each !== undefined);
  expect(issued).toHaveLength(5);

  // A failing statement quotes its values, so the database is broken under it.
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("alter table messages add constraint canary_check check (text not like '%canary%') not valid");
  await client.end();
  expect(await call("POST", `/api/conversations/${conversation.id}/messages`, { token: host, body: { text: canaries.text } })).toMatchObject({ status: 500 });
  await waitFor("the failure to be logged", () => server.output().includes("A request failed unexpectedly"));
  await waitFor("the theft to be logged", () => server.output().includes("A used refresh token came again"));

  const output = server.output();
  for (const secret of [...Object.values(canaries), ...issued]) expect(output).not.toContain(secret);
  // The secret half of a refresh token and the signature of a JWT alone are as good.
  for (const secret of issued) expect(output).not.toContain(secret.split(".").at(-1));
  for (const line of output.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
  for (const control of ["\r", "\u001b"]) expect(output).not.toContain(control);
});
