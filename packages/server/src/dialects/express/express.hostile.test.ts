import { expect, test } from "vitest";
import { useExpress } from "./express.fixture.ts";
import { express as dialect } from "./express.ts";

const express = useExpress();

/** They give a token, and so need none. */
const open = ["POST /auth/register", "POST /auth/login", "POST /auth/refresh"];
const paths = Object.keys(dialect.rest).map((path) => {
  const [method = "", route = ""] = path.split(" ");
  return { path, method, route, multipart: dialect.rest[path as keyof typeof dialect.rest]?.multipart ?? false };
});

test("X-SEC-01 S1 every path but those that give a token wants one, and a good one", async () => {
  for (const { path, method, route } of paths.filter(({ path }) => !open.includes(path)))
    for (const [headers, code] of [
      [{}, "unauthenticated"],
      [{ authorization: "Bearer not.a.token" }, "token_invalid"],
      [{ authorization: "Basic YWRhOmFkYQ==" }, "unauthenticated"],
    ] as const) {
      const response = await express.server.fetch(`/express${route.replaceAll(/:\w+/g, "1")}`, { method, headers });
      expect([path, response.status, await response.json()]).toEqual([path, 401, expect.objectContaining({ success: false, code })]);
    }
});

const params = [
  "1",
  "%00",
  "%ff",
  "..%2f..%2fetc",
  "'%20or%201=1--",
  "0190a0b0-0000-7000-8000-000000000000",
  "0190a0b0-0000-7000-8000-000000000000.1",
  "a".repeat(2000),
];
const bodies = [
  "",
  "null",
  "[]",
  '"text"',
  "{",
  '{"__proto__":{"isAdmin":true},"receiverId":"bob","content":"x"}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"receiverId":{"$ne":null},"content":{"$gt":""}}',
  '{"receiverId":"bob","content":"\\u0000"}',
  '{"receiverId":"bob","content":"\\ud800"}',
  `{"receiverId":"bob","content":"${"a".repeat(9000)}"}`,
  '{"groupId":"bob","content":"x"}',
  '{"name":"x","userIds":["nobody-at-all"]}',
  '{"emoji":"<script>"}',
  '{"active":"yes"}',
  '{"email":"x","password":1}',
];
const queries = [
  "",
  "?page=-1",
  "?page=1e309",
  "?limit=9999999999",
  "?query[]=x&query[]=y",
  "?before=1&before=2",
  "?emoji=%F0%9F",
  "?__proto__=1",
  "?search=%",
];

test("S10 S12 S13 defect 17: whatever is asked of any path, the answer is the dialect's own, coded, and never a fault of the server", async () => {
  await express.meet("bob");
  const [mallory] = await express.join("mallory");
  let refused = 0;
  const judge = async (asked: string, request: Promise<{ status: number; body: Record<string, unknown> }>) => {
    const { status, body } = await request;
    expect([asked, status], JSON.stringify(body)).toEqual([asked, expect.toSatisfy((code: number) => code < 500)]);
    expect([asked, body.success]).toEqual([asked, status < 400]);
    if (status < 400) return;
    refused += 1;
    expect([asked, body]).toEqual([asked, expect.objectContaining({ code: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) })]);
    expect(JSON.stringify(body)).not.toMatch(/\bat .*\.ts:|select |insert |node_modules/);
  };
  for (const { path, method, route, multipart } of paths) {
    const given = method === "GET" || method === "DELETE" ? queries : bodies;
    for (const param of route.includes(":") ? params : ["1"])
      for (const one of given) {
        const address = route.replaceAll(/:\w+/g, param);
        const headers = { "content-type": multipart ? "multipart/form-data; boundary=x" : "application/json" };
        const asked = `${path} ${param.slice(0, 60)} ${one.slice(0, 60)}`;
        await judge(asked, given === queries ? mallory.fetch(address + one, { method }) : mallory.fetch(address, { method, headers, body: one }));
      }
  }
  expect(refused).toBeGreaterThan(500);
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  expect((await mallory.json("GET", "/users/me")).body).toMatchObject({ data: { id: "mallory", role: "member" } });
}, 120_000);
