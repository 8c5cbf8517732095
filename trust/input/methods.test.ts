import { request } from "node:http";
import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** fetch sends none of these. */
const ask = (method: string, path: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(server.url + path, { method }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    sent.on("error", reject).end();
  });

test.each(["TRACE", "PUT", "PATCH", "PROPFIND", "LOCK", "MKCOL", "SEARCH", "PURGE", "LINK", "M-SEARCH"])(
  "S37 %s is refused where nothing is, and names no more where something is",
  async (method) => {
    const unknown = await ask(method, "/api/nothing");
    expect([unknown.status, JSON.parse(unknown.body)]).toMatchObject([404, { code: "unknown_operation" }]);
    const known = await ask(method, "/api/unread");
    expect([known.status, JSON.parse(known.body)]).toMatchObject([405, { code: "method_not_allowed" }]);
  },
);

test("S37 TRACE does not send a request back, and CONNECT opens no tunnel", async () => {
  expect((await ask("TRACE", "/api/users/me?canary")).body).not.toContain("canary");
  await expect(ask("CONNECT", "/api/users/me")).rejects.toThrow();
});
