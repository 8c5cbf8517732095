import { ask, createTestDatabase, startServerProcess } from "@parley/testkit";
import pg from "pg";
import { expect, test } from "vitest";
import { heard, nowhere, useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar({ ROOT_DIALECT: "bazaar" });

test("T-OPS-03 with ROOT_DIALECT=bazaar its clients need no other address than that of the server: REST and sockets at the root", async () => {
  const id = await bazaar.direct("sita", "ram");
  const [sita, ram] = await bazaar.join("sita", "ram");
  await sita.sendMessage(id, "Hello!");
  await heard("message:new", 1, ram);
  expect((await ram.getConversation(id)).body).toMatchObject({ success: true, data: { messages: [{ content: "Hello!" }] } });
  expect(await sita.request("GET", "/nothing")).toMatchObject({ status: 404, body: { success: false, code: "unknown_operation" } });
  expect((await sita.getConversation(nowhere)).status).toBe(404);
});

test("T-OPS-03 T-SEC-03 a development server's page on port 3333 may call and connect without being configured", async () => {
  const origin = "http://localhost:3333";
  const token = await bazaar.server.tokenFor("sita");
  const response = await bazaar.server.fetch("/api/messages/unread-count", { token, headers: { origin } });
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  expect((await bazaar.server.connectWith(token, { extraHeaders: { origin } })).connected).toBe(true);
});

test("the native contract stays under /native, and bazaar under its own name as well", async () => {
  const id = await bazaar.direct("sita", "ram");
  const token = await bazaar.server.tokenFor("sita");
  expect((await bazaar.server.fetch(`/native/api/conversations/${id}`, { token })).status).toBe(200);
  expect((await bazaar.server.fetch(`/bazaar/api/messages/conversations/${id}`, { token })).status).toBe(200);
  const root = await bazaar.server.connectWith(token);
  const native = root.io.socket("/native", { auth: { token } });
  expect(await ask(native, "conversation:get", { conversationId: id })).toMatchObject({ id });
});

test("T-OPS-01 T-OPS-02 T-OPS-03 T-T-01 T-T-02 a first start makes the tables, and says that the database is connected, what is mounted and where it answers", async () => {
  const database = await createTestDatabase("template1");
  const server = await startServerProcess({ databaseUrl: database.url, env: { ROOT_DIALECT: "bazaar", LOG_LEVEL: "info" } });
  const said = server.output();
  for (const line of ["Database connected", "Routes and Socket.IO mounted", "Parley is ready: http://localhost:"]) expect(said).toContain(line);
  expect(said).toContain('"/":"bazaar"');
  expect(said).toContain('"/bazaar":"bazaar"');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query("select table_name from information_schema.tables where table_schema = 'public'");
  expect(rows.map(({ table_name }) => table_name)).toEqual(expect.arrayContaining(["conversations", "members", "messages"]));
  await client.end();
  await server.stop();
  await database.drop();
});
