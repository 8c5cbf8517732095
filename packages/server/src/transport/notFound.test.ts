import { operations } from "@parley/protocol";
import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test.each([
  "/api",
  "/api/",
  "/api/nothing",
  "/api/v1/users/me",
  "/api//users/me",
  "/API/users/me",
  "/api/users/me/",
  "/.env",
  "/assets/nothing.js",
  "/..%2f..%2fpackage.json",
])("S37 %s does not exist", async (path) => {
  for (const method of ["GET", "POST", "DELETE"]) {
    const answer = await server.fetch(path, { method, token: await server.tokenFor("ada") });
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get("allow")).toBeNull();
    expect(await answer.json()).toMatchObject({ status: 404, code: "unknown_operation", requestId: expect.any(String) });
  }
});

const methods = new Map<string, Set<string>>();
for (const { rest } of Object.values(operations)) {
  const [method = "", path = ""] = rest.split(" ");
  methods.set(path, new Set([...(methods.get(path) ?? []), method]));
}

test.each([...methods].map(([path, allowed]) => ({ path, allowed })))("S37 $path names the methods that it has to all others", async ({ path, allowed }) => {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) => !allowed.has(method))) {
    const url = path.replaceAll(/:([a-zA-Z]+)/g, "some-$1");
    const answer = await server.fetch(url, { method });
    // Another path may take this method: PUT /api/users/:userId also takes /api/users/me.
    if (answer.status === 401) continue;
    expect(await answer.json()).toMatchObject({ status: 405, code: "method_not_allowed", requestId: expect.any(String) });
    const named = (answer.headers.get("allow") ?? "").split(", ");
    expect(named).toEqual(expect.arrayContaining([...allowed]));
    expect(named).toHaveLength(new Set(named).size);
  }
});

test("a page of the web application is never given to a program", async () => {
  const answer = await server.fetch("/conversations/7", { headers: { accept: "application/json" } });
  expect(answer.status).toBe(404);
  const api = await server.fetch("/api/nothing", { headers: { accept: "text/html" } });
  expect([api.status, api.headers.get("content-type")]).toEqual([404, expect.stringContaining("problem+json")]);
});
