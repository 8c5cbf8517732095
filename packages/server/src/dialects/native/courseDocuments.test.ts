import { existsSync, readFileSync } from "node:fs";
import { operations } from "@parley/protocol";
import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = new URL("../../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const architecture = read("docs/architecture.md");

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The diagram of a section. */
function diagramOf(title: string): string {
  const section = architecture.split("\n## ").find((one) => one.startsWith(`${title}\n`)) ?? "";
  return /```mermaid\n([^`]*)```/.exec(section)?.[1] ?? "";
}

test("F-DX-03 the sockets, the message queue and the database have a diagram each", () => {
  expect(diagramOf("Sockets")).toMatch(/message:send[\s\S]*message:created/);
  expect(diagramOf("The message queue")).toContain("COMMIT");
  expect(diagramOf("The database")).toMatch(/^erDiagram/);
});

test("F-DX-03 F-DM-01 the diagram of the database names tables and columns that there are", async () => {
  const diagram = diagramOf("The database");
  const { rows } = await server.pool.query("select table_name, column_name from information_schema.columns where table_schema = 'public'");
  const columns = new Set(rows.map(({ table_name, column_name }) => `${table_name}.${column_name}`));
  const tables = new Set(rows.map(({ table_name }) => table_name));
  const related = [...diagram.matchAll(/^ {2}(\w+) [|}o-]+[|{o-]+ (\w+) :/gm)].flatMap(([, one = "", other = ""]) => [one, other]);
  expect(related.length).toBeGreaterThan(10);
  expect(related.filter((table) => !tables.has(table))).toEqual([]);
  const drawn = [...diagram.matchAll(/^ {2}(\w+) \{ (.*) \}$/gm)].flatMap(([, table, fields = ""]) =>
    fields.split(/ {2}/).map((field) => `${table}.${field.split(" ")[1]}`),
  );
  expect(drawn.length).toBeGreaterThan(10);
  expect(drawn.filter((column) => !columns.has(column))).toEqual([]);
});

test("F-DX-04 the rooms that the architecture names are there: transports, features, tables, the client's connection and its messages", () => {
  const rooms = [...architecture.matchAll(/^\| `([a-z]+\/)`/gm)].map(([, room = ""]) => `packages/server/src/${room}`);
  const files = ["routes.ts", "implementations.ts", "transport/socket.ts", "transport/rest.ts", "features/messages/send.ts", "db/schema.ts"];
  const client = ["connection/connection.ts", "messages.ts", "conversations.ts"].map((file) => `packages/client/src/${file}`);
  const named = [...rooms, ...files.map((file) => `packages/server/src/${file}`), ...client];
  expect(rooms.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test("F-DX-01 F-DX-05 it is installed in one line and started with one command, the same under Windows and Unix: npm's own", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const readme = read("README.md");
  expect(readme).toContain("npm install && npm start");
  const commands = [scripts.start, scripts.dev];
  for (const command of commands) expect(command).toMatch(/^(npm run [\w -]+ -w @parley\/web && )?node [\w./-]+\.ts$/);
  for (const [, file = ""] of commands.join(" ").matchAll(/node ([\w./-]+\.ts)/g)) expect(existsSync(new URL(file, root))).toBe(true);
});

test("F-DL-06 every operation is documented: a sentence of its own, and each of its fields a type", async () => {
  const document = (await (await server.fetch("/openapi.json")).json()) as { paths: Record<string, Record<string, { summary?: string }>> };
  const documented = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ summary }) => summary));
  expect(Object.values(operations).filter(({ summary }) => summary.length < 10 || !documented.includes(summary))).toEqual([]);
});
