import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
const people: [id: string, name: string][] = [
  ["u1", "Anna Berg"],
  ["u2", "Hannah Arendt"],
  ["u3", "Marianne Brandt"],
  ["u4", "Bo Annan"],
  ["u5", "100% Wool"],
  ["u6", "Жанна"],
  ["u7", "Anna Gone"],
];
beforeAll(async () => {
  server = await startTestServer();
  for (const [id, name] of people) await server.as(id, { name }).call("users.me", {});
  await server.as("root", { role: "admin" }).call("users.setActive", { userId: "u7", active: false });
});
afterAll(() => server.stop());

const search = async (query: string, limit?: number) =>
  (await server.as("ada").call("users.search", { query, ...(limit !== undefined && { limit }) })).users.map(({ id }) => id);

test("search refuses fewer than two characters, more than 200, and limits above 20", async () => {
  for (const query of ["a", " a ", "", "x".repeat(201)]) await expectRefusal(server.as("ada").call("users.search", { query }), "validation_failed");
  await expectRefusal(server.as("ada").call("users.search", { query: "anna", limit: 21 }), "validation_failed");
  await expectRefusal(server.anonymous("users.search", { query: "anna" }), "unauthenticated");
});

test("T-P-17 search finds any part of a name: beginnings first, then beginnings of words", async () => {
  expect(await search("anna")).toEqual(["u1", "u4", "u2"]);
  expect(await search("ANN")).toHaveLength(4);
  expect(await search("жан")).toEqual(["u6"]);
  expect(await search("an", 2)).toHaveLength(2);
});

test("S11 S36 wildcards are letters", async () => {
  expect(await search("0%")).toEqual(["u5"]);
  expect(await search("%%")).toEqual([]);
  expect(await search("a_na")).toEqual([]);
  expect(await search("\\\\")).toEqual([]);
});

test("search leaves out oneself and the deactivated, and gives nothing but the public profile", async () => {
  const { users } = await server.as("u1", { name: "Anna Berg" }).call("users.search", { query: "anna" });
  expect(users).toEqual([
    { id: "u4", name: "Bo Annan", imageUrl: null },
    { id: "u2", name: "Hannah Arendt", imageUrl: null },
  ]);
});

test("S9 defect 8: search neither matches nor shows e-mail addresses", async () => {
  await server.anonymous("auth.register", { email: "needle@example.com", password: "correct horse", name: "Hay" });
  expect(await search("needle")).toEqual([]);
  expect(JSON.stringify(await server.as("ada").call("users.search", { query: "hay" }))).not.toContain("example.com");
});

test("T-P-17 search finds a name in another script, without accents and with a slip, after those that contain it", async () => {
  const others: [string, string][] = [
    ["n1", "प्रकाश थापा"],
    ["n2", "Zoë Müller"],
    ["n3", "Muller Prakash"],
    ["n4", "陳大文"],
  ];
  for (const [id, name] of others) await server.as(id, { name }).call("users.me", {});
  expect(await search("prakash")).toEqual(["n3", "n1"]);
  expect(await search("parkash thapa")).toEqual(["n1"]);
  expect(await search("zoe fischer")).toEqual([]);
  expect(await search("zoe muler")).toEqual(["n2"]);
  expect(await search("müller")).toEqual(["n2", "n3"]);
  expect(await search("陈大")).toEqual(["n4"]);
});

test("a new name is found at once, and the old one no longer", async () => {
  await server.as("root", { role: "admin" }).call("users.put", { userId: "n9", name: "Gisèle" });
  expect(await search("gisele")).toEqual(["n9"]);
  await server.as("root", { role: "admin" }).call("users.put", { userId: "n9", name: "Zacharias" });
  expect([await search("gisele"), await search("zacarias")]).toEqual([[], ["n9"]]);
});

test("names that somebody wrote by SQL are found after the next start of the indexer", async () => {
  await server.pool.query("insert into users (id, name) values ('raw', 'Ángel Núñez')");
  expect(await search("nunez")).toEqual([]);
  await server.server.app.search.indexer.catchUp();
  expect(await search("nunez")).toEqual(["raw"]);
});
