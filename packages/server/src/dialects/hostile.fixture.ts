import { type Operation, operations } from "@parley/protocol";
import { z } from "zod";
import type { Dialect, Heard } from "./dialect.ts";

export const nowhere = "0190a0b0-0000-7000-8000-000000000000";

/** In the place of a path's ids. */
const params = ["1", "%00", "%ff", "..%2f..%2fetc", "'%20or%201=1--", nowhere, `${nowhere}.1`, `${nowhere}.99999999999999999999`, "a".repeat(2000)];

/** As they are sent, so that they may be no JSON. */
const texts = [
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

const values = [
  null,
  [],
  "x",
  "12",
  -1,
  1e308,
  { $ne: null },
  "\u0000",
  "\ud800",
  "x".repeat(10_000),
  [[[]]],
  true,
  `${nowhere}.1`,
  nowhere,
  `${nowhere}.99999999999999999999`,
];

/** The names of all fields that a shape knows, however deep. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema && typeof schema.properties === "object" ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}

function fieldsOf(heard: Heard): string[] {
  const native = "operation" in heard ? (operations[heard.operation] as Operation).input : undefined;
  const input = ("operation" in heard ? heard.shapes?.input : heard.input) ?? native;
  // A shape that first makes something of what it is given shows its fields on its other side.
  const sides = (["input", "output"] as const).map((io) => input && z.toJSONSchema(input, { io, unrepresentable: "any" }));
  return [...new Set(["path", ...sides.flatMap(namesIn)])];
}

/** Each value alone, in every field at once, as the only ids, and beside a conversation's id that is well formed. */
export function bodiesFor(heard: Heard): unknown[] {
  const fields = fieldsOf(heard);
  const all = (value: unknown) => Object.fromEntries(fields.map((field) => [field, value]));
  const formed = Object.fromEntries(fields.flatMap((field) => (/^(conversation|group)Id$/.test(field) ? [[field, nowhere]] : [])));
  // With nothing else at fault these reach what looks them up.
  const ids = (value: unknown) => Object.fromEntries(fields.flatMap((field) => (/Ids?$/.test(field) ? [[field, field.endsWith("s") ? [value] : value]] : [])));
  return [...values, ...values.flatMap((value) => [all(value), all([value]), ids(value), { ...all(value), ...formed }])];
}

type Hostile = { path: string; address: string; method: string; headers: Record<string, string>; body?: string };

export function* requestsTo({ rest }: Dialect): Generator<Hostile[]> {
  for (const [path, request] of Object.entries(rest)) {
    const [method = "", route = ""] = path.split(" ");
    const at = (param: string) => route.replaceAll(/:\w+/g, param);
    const json = { "content-type": "application/json" };
    const bodyless = method === "GET" || method === "DELETE";
    for (const param of route.includes(":") ? params : ["1"]) {
      const headers = request.multipart ? { "content-type": "multipart/form-data; boundary=x" } : json;
      yield queries.map((query) => ({ path, address: at(param) + query, method, headers: {} }));
      if (method !== "GET") yield texts.map((body) => ({ path, address: at(param), method, headers, body }));
    }
    if (bodyless) {
      const asked = fieldsOf(request).flatMap((field) => values.map((value) => `?${field}=${encodeURIComponent(String(value).toWellFormed())}`));
      yield asked.map((query) => ({ path, address: at(nowhere) + query, method, headers: {} }));
    }
    if (method !== "GET") yield bodiesFor(request).map((body) => ({ path, address: at(nowhere), method, headers: json, body: JSON.stringify(body) }));
  }
}
