import { connect } from "node:net";
import { type ErrorCode, errors, limits } from "@parley/protocol";
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

/** The refusal is RFC 9457, whole, this one, and says nothing of the inside. */
async function expectProblem(response: Response, code: ErrorCode): Promise<Record<string, unknown>> {
  const text = await response.text();
  expect(response.headers.get("content-type"), text).toMatch(/^application\/problem\+json/);
  const body = JSON.parse(text) as Record<string, unknown>;
  const { status, title } = errors[code];
  expect(body).toMatchObject({ code, status, title, type: `urn:parley:error:${code}`, detail: expect.any(String) });
  expect(body.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(response.status).toBe(status);
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d|FST_/);
  return body;
}

const get = (path: string, authorization?: string) => fetch(server.url + path, { headers: authorization === undefined ? {} : { authorization } });
const send = (method: string, path: string, body: RequestInit["body"], headers: Record<string, string> = { "content-type": "application/json" }) =>
  fetch(server.url + path, { method, body, duplex: "half", headers: { authorization: `Bearer ${token}`, ...headers } } as RequestInit);
const post = (body: RequestInit["body"], headers?: Record<string, string>) => send("POST", `/api/conversations/${groupId}/messages`, body, headers);

describe("every refusal is a whole problem", () => {
  test.each([undefined, "Bearer", "Bearer ", "Basic YTpi", "token", "Bearer\t7"])(
    "S1 with the header %j, which is also told how to sign in",
    async (authorization) => {
      const answer = await get("/api/users/me", authorization);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      await expectProblem(answer, "unauthenticated");
    },
  );

  test.each([
    ["S10 an unknown parameter", "/api/users/search?query=anna&x=1", "validation_failed"],
    ["S10 a list for a text", "/api/users/search?query[]=anna", "validation_failed"],
    ["S10 one parameter twice", "/api/users/search?query=anna&query=bert", "validation_failed"],
    ["S12 a prototype key", "/api/users/search?query=anna&__proto__=x", "validation_failed"],
    ["S10 a path that is no text", "/api/users/%zz", "validation_failed"],
    ["S10 a path with half a character", "/api/users/%ED%A0%80", "validation_failed"],
    ["S10 a path of blanks", "/api/users/%20", "validation_failed"],
    ["S10 an id that is none", "/api/conversations/7", "validation_failed"],
    ["S14 an endless path", `/api/users/${"x".repeat(5000)}`, "unknown_operation"],
    ["S6 a conversation of nobody", "/api/conversations/0190a0b0-0000-7000-8000-000000000000", "not_found"],
    ["S35 a cursor that nobody gave", "/api/conversations?cursor=mine", "invalid_cursor"],
  ] as const)("%s", async (_what, path, code) => {
    await expectProblem(await get(path, `Bearer ${token}`), code);
  });

  test.each(["{", "", '{"text":}', "{'text':'a'}", "NaN", '{"__proto__":{"polluted":true}}'])("S12 S13 the body %j", async (body) => {
    await expectProblem(await post(body), "malformed_json");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(["text/plain", "multipart/form-data; boundary=x", "application/jsonp", "x"])("S13 the content type %s", async (type) => {
    await expectProblem(await post('{"text":"a"}', { "content-type": type }), "unsupported_media_type");
  });

  test("S13 S14 a body that is missing, too large, or too large without saying so", async () => {
    const huge = JSON.stringify({ text: "x".repeat(limits.requestBytes) });
    await expectProblem(await post(null, {}), "validation_failed");
    await expectProblem(await post(huge), "payload_too_large");
    await expectProblem(await post(new Blob([huge]).stream()), "payload_too_large");
    await expectProblem(await post(JSON.stringify({ text: "🦊".repeat(limits.messageText + 1) })), "validation_failed");
    expect((await post(JSON.stringify({ text: "🦊".repeat(limits.messageText) }))).status).toBe(201);
  });

  test.each(["1e309", "-1", "1.5", "9223372036854775808", '"1"', "null", "[1]"])("S10 the place %s in a conversation, named with its path", async (seq) => {
    const answer = await send("PUT", `/api/conversations/${groupId}/read`, `{"seq":${seq}}`);
    expect(await expectProblem(answer, "validation_failed")).toMatchObject({ errors: [{ path: "seq" }] });
  });
});

test.each([
  ["noise", "GARBAGE\r\n\r\n", "validation_failed"],
  ["two lengths", "POST /api/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "validation_failed"],
  ["endless headers", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`, "payload_too_large"],
] as const)("S13 what is not HTTP (%s) is a problem too, and the connection is closed", async (_what, request, code) => {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(request));
  let text = "";
  for await (const chunk of socket) text += chunk;
  const [head = "", body = ""] = text.split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${errors[code].status} .*content-type: application/problem\\+json`, "s"));
  await expectProblem(new Response(body, { status: errors[code].status, headers: { "content-type": "application/problem+json" } }), code);
});

test.each(["a b", "a/b", "../../etc", "ü€🦊", "a?b#c&d=e", "%2F", "+", "'; drop table users --"])("the user id %j is one part of a path", async (userId) => {
  await server.as(userId).call("users.me", {});
  await server.as("ada").call("conversations.addMembers", { conversationId: groupId, userIds: [userId] });
  const path = `/api/conversations/${groupId}/members/${encodeURIComponent(userId)}`;
  expect((await send("PUT", `${path}/role`, '{"role":"admin"}')).status).toBe(200);
  expect(await (await send("DELETE", path, null, {})).json()).toMatchObject({ id: groupId });
  await expectProblem(await send("DELETE", path, null, {}), "not_a_member");
});
