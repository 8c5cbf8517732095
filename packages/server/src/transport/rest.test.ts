import { request } from "node:http";
import { limits, type OperationName, operations } from "@parley/protocol";
import { newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let token: string;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await server.tokenFor("ada");
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

/** Sends exactly this, which fetch would not let through. */
function raw(method: string, path: string, headers: Record<string, string>, body = ""): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: { authorization: `Bearer ${token}`, ...headers } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    sent.on("error", reject).end(body);
  });
}
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
const messagesPath = () => `/api/conversations/${groupId}/messages`;
const json = { "content-type": "application/json" };

describe("who is calling", () => {
  test.each([
    ["no header", undefined, "unauthenticated"],
    ["another scheme", "Basic YWRhOnNlY3JldA==", "unauthenticated"],
    ["no token", "Bearer", "unauthenticated"],
    ["an empty token", "Bearer ", "unauthenticated"],
    ["no JWT", "Bearer x", "token_invalid"],
  ])("S1 X-SEC-01 %s is 401, and says how to do it", async (_, authorization, code) => {
    const answer = await server.fetch("/api/users/me", { headers: authorization === undefined ? {} : { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({
      type: `urn:parley:error:${code}`,
      code,
      status: 401,
      title: expect.any(String),
      requestId: expect.any(String),
    });
  });

  test("S19 a token in the query is not looked at", async () => {
    for (const name of ["token", "access_token", "authorization"]) expect((await server.fetch(`/api/users/me?${name}=${token}`)).status).toBe(401);
  });

  test("the scheme may be written in any case", async () => {
    for (const scheme of ["bearer", "BEARER"])
      expect((await server.fetch("/api/users/me", { headers: { authorization: `${scheme} ${token}` } })).status).toBe(200);
  });
});

describe("what is sent", () => {
  test.each([
    ["S13 broken JSON", '{"text":', "malformed_json", 400],
    ["S13 an empty body", "", "malformed_json", 400],
    ["S13 a list", "[]", "validation_failed", 400],
    ["S13 a text", '"hello"', "validation_failed", 400],
    ["S13 null", "null", "validation_failed", 400],
    ["S12 a prototype key", '{"text":"x","__proto__":{"polluted":true}}', "malformed_json", 400],
    ["S12 a constructor's prototype", '{"text":"x","constructor":{"prototype":{"polluted":true}}}', "malformed_json", 400],
    ["S14 a depth of 10,000", `{"text":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, "validation_failed", 400],
    ["S14 more than 256 kB", JSON.stringify({ text: "x".repeat(limits.requestBytes) }), "payload_too_large", 413],
    ["S10 a number beyond all numbers", '{"text":1e309}', "validation_failed", 400],
    ["S8 the path's own parameter", '{"text":"x","conversationId":"0190a0b0-0000-7000-8000-000000000000"}', "validation_failed", 400],
  ])("%s is refused", async (_, body, code, status) => {
    const answer = await raw("POST", messagesPath(), json, body);
    expect(JSON.parse(answer.body)).toMatchObject({ code, status });
    expect(answer.status).toBe(status);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "text/html"])(
    "S13 S18 %s is not JSON",
    async (type) => {
      const answer = await raw("POST", messagesPath(), { "content-type": type }, '{"text":"x"}');
      expect(JSON.parse(answer.body)).toMatchObject({ code: "unsupported_media_type", status: 415 });
    },
  );

  test("a DELETE may name the type of a body that it has not; a body that it has is judged as any other", async () => {
    const path = messagesPath().replace("messages", "typing");
    expect((await raw("DELETE", path, json, "")).status).toBe(200);
    expect(JSON.parse((await raw("DELETE", path, { ...json, "content-length": "1" }, "{")).body)).toMatchObject({ code: "malformed_json", status: 400 });
  });

  test("S13 a length that is not the body's is refused", async () => {
    const answer = await raw("POST", messagesPath(), { ...json, "content-length": "12", "transfer-encoding": "chunked" }, '{"text":"x"}').catch(() => ({
      status: 400,
    }));
    expect(answer.status).toBe(400);
  });

  test("S10 S12 S35 a query is read as the operation says: no lists for one value, no texts for numbers, no prototype", async () => {
    for (const query of [
      "limit=1&limit=2",
      "limit[]=1",
      "limit=",
      "limit=1e3",
      "limit=0x10",
      "limit=101",
      "limit=-1",
      "before=1&after=1",
      "before=99999999999999999999",
      "x=1",
      "__proto__=1",
      "__proto__=1&__proto__=2",
      "constructor=1",
    ]) {
      const answer = await server.fetch(`${messagesPath()}?${query}`, { token });
      expect([query, await codeOf(answer)]).toEqual([query, "validation_failed"]);
    }
    expect((await server.fetch(`${messagesPath()}?limit=1&before=3`, { token })).status).toBe(200);
    const presence = await server.fetch("/api/presence?userIds=bob", { token });
    expect(await presence.json()).toMatchObject({ presences: [{ userId: "bob" }] });
    expect(await (await server.fetch("/api/presence?userIds=bob&userIds=ada", { token })).json()).toMatchObject({ presences: [{}, {}] });
    expect((await server.fetch("/api/conversations?archived=true", { token })).status).toBe(200);
    expect(await (await server.fetch("/api/conversations?archived=yes", { token })).json()).toMatchObject({ errors: [{ path: "archived" }] });
  });

  test("S10 an address that cannot be decoded is refused", async () => {
    for (const path of ["/api/users/%", "/api/users/%E0%A4%A", "/api/users/%00"]) {
      const answer = await raw("GET", path, {});
      expect([path, JSON.parse(answer.body).code]).toEqual([path, "validation_failed"]);
    }
  });

  test("a request whose input is all in the path needs no body", async () => {
    expect((await server.fetch(`/api/conversations/${groupId}/typing`, { method: "PUT", token })).status).toBe(200);
    expect((await server.fetch(`/api/conversations/${groupId}/typing`, { method: "DELETE", token })).status).toBe(200);
  });
});

describe("what is answered", () => {
  test("success has the status of the contract", async () => {
    const answer = await server.fetch(messagesPath(), { method: "POST", token, body: { text: "hello" } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("content-type")).toContain("application/json");
  });

  test("S37 unknown paths are 404, known paths with another method 405, naming the methods that there are", async () => {
    for (const path of ["/api", "/api/nothing", "/api/users/me/x", "/API/users/me", "/api/v1/users/me"]) {
      const answer = await server.fetch(path, { token });
      expect([path, answer.status, await codeOf(answer)]).toEqual([path, 404, "unknown_operation"]);
    }
    const answer = await server.fetch("/api/users/me", { method: "DELETE", token });
    expect(answer.status).toBe(405);
    expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "PATCH", "PUT"]);
    expect((await raw("TRACE", "/api/users/me", {})).status).toBe(405);
  });

  test.each(Object.keys(operations) as OperationName[])("%s is served at its path", async (name) => {
    const [method = "", path = ""] = operations[name].rest.split(" ");
    const answer = await server.fetch(path.replaceAll(/:\w+/g, "x"), {
      method,
      ...(method !== "GET" && method !== "DELETE" && { body: { unexpected: true } }),
    });
    // Without a token, with a field that is not known or without a form: refused by the operation, which is therefore there.
    expect(["unauthenticated", "validation_failed", "not_found", "unsupported_media_type"]).toContain(await codeOf(answer));
    expect(answer.status).not.toBe(405);
  });
});

describe("an unexpected error", () => {
  test("defect 17: says nothing of the inside, and has the id under which it was logged", async () => {
    const broken = await startTestServer({ LOG_LEVEL: "silent" });
    try {
      await broken.pool.query("alter table users rename column name to secret_column");
      const answer = await broken.fetch("/api/users/me", { token: await broken.tokenFor("ada") });
      expect(answer.status).toBe(500);
      const text = await answer.text();
      expect(JSON.parse(text)).toEqual({
        type: "urn:parley:error:internal",
        title: "Something went wrong on the server.",
        status: 500,
        code: "internal",
        detail: "Something went wrong on the server.",
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    } finally {
      await broken.stop();
    }
  });
});
