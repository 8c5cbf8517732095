import { operations } from "@parley/protocol";
import fc from "fast-check";
import { hostileText, hostileTexts } from "./hostile.ts";
import type { Stage } from "./stage.ts";

/** Complete: the server can know that all of it has come, and must answer. */
export type RawRequest = { kind: string; bytes: Buffer; complete: boolean };

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "LOCK", "get", "G", "GET ", "PRI", "QUERY", "\0"];
const parts = [
  "%",
  "%zz",
  "%E0%A4%A",
  "%00",
  "%ED%A0%80",
  "%2F",
  "%2e%2e",
  "..",
  ".",
  "",
  ";",
  "?",
  "#",
  "a=b",
  "\\",
  "//",
  "ü",
  "x".repeat(2000),
  "x".repeat(15_000),
];
const fixedPaths = [
  "/",
  "*",
  "//",
  "/api",
  "/api/",
  "/docs",
  "/docs/static/..%2f..",
  "/openapi.json",
  "/socket.io/?EIO=4&transport=polling",
  "/socket.io/?EIO=3",
  "http://evil/",
  "a",
];
const contentTypes = [
  "application/json",
  "application/json; charset=utf-16",
  "application/json;charset",
  "text/plain",
  "application/json, text/plain",
  ";",
  "a/b;".repeat(500),
  "",
];
const bodies = [
  '{"text":"a"}',
  "{",
  "[]",
  "null",
  '"a"',
  "1e309",
  "\ufeff{}",
  '{"a":1}{"b":2}',
  '{"__proto__":{}}',
  `${"[".repeat(50_000)}`,
  `{"a":${"9".repeat(50_000)}}`,
  "\xff\xfe\0",
];

/** Requests as bytes: what lies below the operations. */
export function rawRequests({ known, tokenOf }: Stage): fc.Arbitrary<RawRequest> {
  const templates = Object.values(operations).map(({ rest }) => rest.split(" ") as [string, string]);
  const filled = fc.constantFrom(...templates).map(([method, path]): [string, string] => {
    return [
      method,
      path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent((known as Record<string, ((pick: number) => string) | undefined>)[name]?.(0) ?? "x")),
    ];
  });
  const broken = fc.tuple(filled, fc.constantFrom(...parts), fc.nat()).map(([[method, path], part, pick]): [string, string] => {
    const segments = path.split("/");
    segments.splice(1 + (pick % segments.length), pick % 2, part);
    return [method, segments.join("/")];
  });
  const odd = fc.tuple(
    fc.constantFrom(...methods),
    fc.oneof(
      fc.constantFrom(...fixedPaths),
      filled.map(([, path]) => path),
    ),
  );
  const line = fc.oneof({ weight: 4, arbitrary: filled }, { weight: 4, arbitrary: broken }, { weight: 3, arbitrary: odd });
  const query = fc.oneof(
    fc.constant(""),
    fc.tuple(fc.constantFrom("limit", "query", "a[b][c]", "__proto__", "", "a".repeat(300)), fc.constantFrom(...hostileTexts)).map(toQuery),
  );
  const header = fc.oneof(
    fc.constantFrom(...contentTypes).map((type) => `Content-Type: ${type}`),
    hostileText.map((text) => `X-Odd: ${text.slice(0, 3000).replaceAll(/[\r\n]/g, "")}`),
    fc.constantFrom(
      "Host: evil",
      "Expect: 100-continue",
      "Expect: x",
      "Upgrade: websocket",
      "Upgrade: h2c",
      "Transfer-Encoding: gzip",
      "Content-Encoding: gzip",
    ),
    fc.constantFrom(
      "Authorization: Bearer",
      "Authorization: Bearer \u00ff",
      "Cookie: a=b; a=c",
      "Range: bytes=0-,1-",
      "If-None-Match: *",
      "Accept: ;;;",
      "Origin: null",
      "no colon",
    ),
    fc.constantFrom(
      "Accept-Encoding: \0",
      ": empty",
      "X: y\r\n folded",
      "Content-Length: -1",
      "Content-Length: 99999999999999999999",
      "X-Http-Method-Override: DELETE",
    ),
  );
  const framing = fc.constantFrom("right", "right", "right", "none", "chunked", "long", "short", "chunked and length", "bad chunk");
  const cut = fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) });
  return fc
    .record({ line, query, headers: fc.array(header, { maxLength: 3 }), body: fc.constantFrom(...bodies), framing, cut, signedIn: fc.boolean() })
    .map((request) => {
      const [method, path] = request.line;
      const token = request.signedIn ? [`Authorization: Bearer ${tokenOf("member")}`] : [];
      const given = request.headers.some((each) => each.startsWith("Content-Type")) ? [] : ["Content-Type: application/json"];
      const { head, text, isOpen } = frame(request.framing, method === "GET" || method === "HEAD" ? "" : request.body);
      const lines = [`${method} ${path}${request.query} HTTP/1.1`, "Host: localhost", "Connection: close", ...token, ...given, ...request.headers, ...head];
      const whole = Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text}`, "utf8");
      const isCut = request.cut < 1;
      const mayWait = isCut || isOpen || method === "CONNECT" || request.headers.some((each) => /length|transfer|expect|upgrade/i.test(each));
      const kind = isCut ? "cut short" : `framing ${request.framing}`;
      return {
        kind,
        [fc.toStringMethod]: () => whole.toString().slice(0, 1000),
        bytes: isCut ? whole.subarray(0, Math.floor(whole.length * request.cut)) : whole,
        complete: !mayWait,
      };
    });
}

function toQuery([name, value]: [string, string]): string {
  return `?${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`;
}

function frame(framing: string, body: string): { head: string[]; text: string; isOpen: boolean } {
  const length = Buffer.byteLength(body);
  const chunked = `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  if (framing === "none") return { head: [], text: "", isOpen: false };
  if (framing === "chunked") return { head: ["Transfer-Encoding: chunked"], text: length === 0 ? "0\r\n\r\n" : chunked, isOpen: false };
  if (framing === "long") return { head: [`Content-Length: ${length + 10}`], text: body, isOpen: true };
  if (framing === "short") return { head: [`Content-Length: ${Math.max(0, length - 3)}`], text: body, isOpen: true };
  if (framing === "chunked and length") return { head: ["Transfer-Encoding: chunked", `Content-Length: ${length}`], text: chunked, isOpen: true };
  if (framing === "bad chunk") return { head: ["Transfer-Encoding: chunked"], text: `zz\r\n${body}\r\n`, isOpen: true };
  return { head: [`Content-Length: ${length}`], text: body, isOpen: false };
}
