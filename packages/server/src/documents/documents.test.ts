import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { events, operations, socketRequests } from "@parley/protocol";
import { startTestServer, type TestServer } from "@parley/testkit";
import { validate } from "@scalar/openapi-parser";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialectNames } from "../dialects/index.ts";

type Json = Record<string, unknown>;
type OpenApi = { openapi: string; paths: Record<string, Record<string, Json & { operationId: string; parameters: { name: string; in: string }[] }>> };
type AsyncApi = {
  channels: { socket: { messages: Record<string, unknown> } };
  operations: Record<string, { action: string; title: string; messages: { $ref: string }[]; reply?: { messages: { $ref: string }[] } }>;
  components: { messages: Record<string, { name: string }>; schemas: Json };
};

let server: TestServer;
let openApi: OpenApi;
let asyncApi: AsyncApi;
/** Told by fastify itself, as each route is mounted. */
const served: string[] = [];

beforeAll(async () => {
  const watch = (message: unknown): void => {
    (message as { fastify: FastifyInstance }).fastify.addHook("onRoute", ({ method, url }) => {
      for (const each of [method].flat()) served.push(`${each} ${url}`);
    });
  };
  subscribe("fastify.initialization", watch);
  server = await startTestServer({ METRICS_TOKEN: "a token for metrics" });
  unsubscribe("fastify.initialization", watch);
  openApi = (await (await server.fetch("/openapi.json")).json()) as OpenApi;
  asyncApi = (await (await server.fetch("/asyncapi.json")).json()) as AsyncApi;
});
afterAll(() => server.stop());

/** Every `$ref` of a document. */
function refsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "$ref" ? [String(inner)] : refsOf(inner)));
}

function lookUp(document: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

describe("/openapi.json", () => {
  const documented = () =>
    Object.entries(openApi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
    );

  test("S37 X-P-13 holds every route that is served besides pages and these documents, and no other", () => {
    // Each dialect has paths under its own name; its tables are their document (`npm run routes`).
    const pages = new RegExp(` /(docs.*|openapi.json|asyncapi.json|\\*||(${dialectNames.join("|")})/.*)$`);
    const routes = served.filter((route) => !pages.test(route) && !route.startsWith("HEAD ") && !route.startsWith("OPTIONS "));
    expect(routes.length).toBeGreaterThan(40);
    expect(documented().sort()).toEqual(routes.sort());
  });

  test("holds every operation of the contract once", () => {
    const ids = Object.values(openApi.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(ids.filter((id) => !id.startsWith("operator.")).sort()).toEqual(Object.keys(operations).sort());
  });

  test("is valid OpenAPI 3.1", async () => {
    expect(openApi.openapi).toMatch(/^3\.1\./);
    const { valid, errors } = await validate(openApi);
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  test("names every parameter of a path, and refers to nothing that is not there", () => {
    for (const [path, methods] of Object.entries(openApi.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods))
        expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(inPath);
    }
    for (const ref of refsOf(openApi)) expect(lookUp(openApi, ref), ref).toBeDefined();
  });
});

describe("/asyncapi.json", () => {
  const named = (action: string) =>
    Object.values(asyncApi.operations)
      .filter((operation) => operation.action === action)
      .map(({ messages }) => (lookUp(asyncApi, (lookUp(asyncApi, messages[0]?.$ref ?? "") as { $ref: string }).$ref) as { name: string }).name)
      .sort();

  test("holds every request that a socket may make, each with its acknowledgement", () => {
    const requests = Object.values(operations).flatMap((operation) => ("socket" in operation ? [operation.socket] : []));
    expect(named("receive")).toEqual([...requests, ...Object.keys(socketRequests)].sort());
    for (const { action, reply } of Object.values(asyncApi.operations)) if (action === "receive") expect(reply?.messages).toHaveLength(1);
  });

  test("holds every event that a socket may hear", () => {
    expect(named("send")).toEqual(
      Object.values(events)
        .map(({ socket }) => socket)
        .sort(),
    );
  });

  test("refers to nothing that is not there, and has no message that nothing uses", () => {
    for (const ref of refsOf(asyncApi)) expect(lookUp(asyncApi, ref), ref).toBeDefined();
    const used = Object.values(asyncApi.operations).flatMap(({ messages, reply }) =>
      [...messages, ...(reply?.messages ?? [])].map(({ $ref }) => $ref.split("/").at(-1) ?? ""),
    );
    expect(used.sort()).toEqual(Object.keys(asyncApi.components.messages).sort());
    expect(Object.keys(asyncApi.channels.socket.messages).sort()).toEqual(used.sort());
  });
});

test("no two operations share a route or a socket event, and no request is named as an event of one's own connection", () => {
  const routes = Object.values(operations).map(({ rest }) => rest.replaceAll(/:\w+/g, ":"));
  expect(new Set(routes).size).toBe(routes.length);
  const requests = [...Object.values(operations).flatMap((operation) => ("socket" in operation ? [operation.socket] : [])), ...Object.keys(socketRequests)];
  expect(new Set(requests).size).toBe(requests.length);
});

test("X-P-13 /docs is a page to read them", async () => {
  const answer = await server.fetch("/docs/");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("text/html");
  expect(await answer.text()).toContain("/openapi.json");
});
