import { fileURLToPath } from "node:url";
import { createTestDatabase, type ServerProcess, startServerProcess, waitFor } from "@parley/testkit";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, newGroupOf, request } from "./clients.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let server: ServerProcess;
let conversationId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ ...database.connection, max: 2 });
  const script = fileURLToPath(new URL("throwingServer.ts", import.meta.url));
  server = await startServerProcess({ databaseUrl: database.url, script, env: { LOG_LEVEL: "info" } });
  conversationId = (await newGroupOf(server, ["ada", "bob"])).id;
});
afterAll(async () => {
  await server.stop();
  await pool.end();
  await database.drop();
});

const send = (text: string) => request(server, "ada", "POST", `/conversations/${conversationId}/messages`, { text });

test("F26 a bug in one operation is that request's 500, with an id that the log has and nothing of the inside; all else goes on", async () => {
  const socket = await connect(server, "ada");
  await pool.query("alter table sessions rename to away");
  try {
    const body = { email: "eve@example.com", password: "correct horse", name: "Eve" };
    const answer = await request(server, "ada", "POST", "/auth/register", body);
    expect(answer.status).toBe(500);
    const problem = (await answer.json()) as { requestId: string };
    expect(problem).toMatchObject({ status: 500, code: "internal", requestId: expect.any(String) });
    expect(JSON.stringify(problem)).not.toMatch(/sessions|relation|\.ts|select/);
    await waitFor("the log to tell of it", () => server.output().includes(problem.requestId));
    expect((await send("goes on")).status).toBe(201);
    expect(socket.connected).toBe(true);
  } finally {
    await pool.query("alter table away rename to sessions");
    socket.close();
  }
});

test.each([
  ["an error that nobody caught", "SIGUSR2"],
  ["a rejection that nobody handled", "SIGHUP"],
] as const)("F26 I1 I22 %s is logged and ends the process in good order; what was acknowledged is there when it is started again", async (_, signal) => {
  const sent = await Promise.all(Array.from({ length: 20 }, (_, index) => send(`before ${signal} ${index}`)));
  expect(sent.map(({ status }) => status)).toEqual(Array(20).fill(201));
  const socket = await connect(server, "ada");
  const left = new Promise<string>((resolve) => socket.once("disconnect", resolve));
  server.signal(signal);
  await waitFor("the process to end", () => !server.isRunning(), 30_000);
  await left;
  expect(server.output()).toContain(`thrown by ${signal}`);
  await server.start();
  const { rows } = await pool.query("select text from messages where conversation_id = $1 and text like $2", [conversationId, `before ${signal} %`]);
  expect(rows).toHaveLength(20);
  expect((await send("after")).status).toBe(201);
});
