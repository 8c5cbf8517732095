import { limits } from "@parley/protocol";
import { ask, expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await server.tokenFor("ada");
  await newGroup(server, ["bob", "cleo"], { title: "Secret plans" });
  await newGroup(server, ["ada", "dora"], { title: "Garden" });
});
afterAll(() => server.stop());

const searches = [
  ["/api/users/search?query=", "user:search", "query"],
  ["/api/conversations?search=", "conversation:list", "search"],
] as const;

test.each(searches)("S36 %s refuses more letters than a search has, and ten megabytes, over both transports", async (path, event, field) => {
  for (const count of [limits.searchText + 1, 10_000]) {
    const answer = await server.fetch(path + "x".repeat(count), { token });
    expect([count, answer.status, await answer.json()]).toMatchObject([count, 400, { code: "validation_failed" }]);
    const socket = await server.connect("ada");
    await expectRefusal(ask(socket, event, { [field]: "x".repeat(count) }), "validation_failed");
  }
  // Behind the headers' limit nothing is read: 10 MB are refused, or the connection closed on them.
  const huge = await server.fetch(path + "x".repeat(10_000_000), { token }).catch(() => undefined);
  if (huge !== undefined) expect(await huge.json()).toMatchObject({ code: "payload_too_large", status: 413 });
  const socket = await server.connect("ada");
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  socket.emit(event, { [field]: "x".repeat(10_000_000) });
  await closed;
  expect((await server.fetch("/api/users/me", { token })).status).toBe(200);
});

test("S36 wildcards alone and a hundred words find nothing, and end no statement", async () => {
  const socket = await server.connect("ada");
  for (const text of ["%%", "__", "**", "::", "()", "a ".repeat(100).trim(), "%_".repeat(100), "\\".repeat(200)]) {
    expect(await ask(socket, "user:search", { query: text })).toEqual({ users: [] });
    expect(await ask(socket, "conversation:list", { search: text })).toMatchObject({ conversations: [] });
    const answer = await server.fetch(`/api/users/search?query=${encodeURIComponent(text)}`, { token });
    expect(await answer.json()).toEqual({ users: [] });
  }
});

test("S36 nobody finds conversations of others by their title, their members or their context", async () => {
  const socket = await server.connect("ada");
  for (const search of ["Secret", "plans", "bob", "cleo"]) expect(await ask(socket, "conversation:list", { search })).toMatchObject({ conversations: [] });
  expect(await ask(socket, "conversation:list", { search: "gard" })).toMatchObject({ conversations: [{ title: "Garden" }] });
});

test("S31 people are not found by their e-mail address", async () => {
  await server.anonymous("auth.register", { email: "findme@example.com", password: "correct horse", name: "Somebody" });
  for (const query of ["findme", "findme@example.com", "example.com"]) expect(await server.as("ada").call("users.search", { query })).toEqual({ users: [] });
});
