import type { ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { type Network, startNetwork, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Outbound, OutboundRefusal, type Page } from "./index.ts";

let network: Network;
const bomb = Buffer.alloc(50 * 1024 * 1024);
const bombs = { gzip: gzipSync(bomb), br: brotliCompressSync(bomb.subarray(0, 20 * 1024 * 1024)) };
beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network.stop());

const newOutbound = (timeoutMs = 5000) =>
  new Outbound({ allow: [{ host: "127.0.0.1", port: network.web.port }], resolve: async () => ["127.0.0.1"], limits: { timeoutMs } });

/** The bytes of a page, or why not. */
async function read(address: string, outbound = newOutbound()): Promise<number | string> {
  const request = {
    accept: "*/*",
    takes: () => true,
    exceptHosts: [],
    read: async ({ body }: Page) => (await buffer(body)).length,
  };
  return outbound
    .get(address, request)
    .catch((error) => (error instanceof OutboundRefusal ? error.reason : ((error as { code?: string }).code ?? String(error))));
}

/** Writes for as long as the other side reads; says how much that was. */
function pour(response: ServerResponse, chunk: Buffer): { taken: number; closed: boolean } {
  const poured = { taken: 0, closed: false };
  const more = () => {
    while (!poured.closed && response.write(chunk)) poured.taken += chunk.length;
    poured.taken += chunk.length;
  };
  response.on("drain", more).on("close", () => {
    poured.closed = true;
  });
  more();
  return poured;
}

test.each([
  ["an endless body", {}],
  ["a body of a gigabyte, as it says", { "content-length": String(1024 ** 3) }],
])("S29 of %s no more than half a megabyte is read, and the connection ends", async (_, headers) => {
  let poured = { taken: 0, closed: false };
  const address = network.web.serve("/endless", (_request, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers });
    poured = pour(response, Buffer.alloc(64 * 1024, "x"));
  });
  expect(["too_large", "UND_ERR_RES_EXCEEDED_MAX_SIZE"]).toContain(await read(address));
  await waitFor("the connection to end", () => poured.closed);
  // What the two kernels hold comes on top of what was read.
  expect(poured.taken).toBeLessThan(16 * 1024 * 1024);
});

test.each(["gzip", "br"] as const)("S29 a %s bomb is unpacked up to half a megabyte", async (encoding) => {
  let unpacked = 0;
  const address = network.web.serve("/bomb", { headers: { "content-encoding": encoding }, body: bombs[encoding] });
  const outcome = newOutbound().get(address, {
    accept: "*/*",
    takes: () => true,
    exceptHosts: [],
    read: async ({ body }) => {
      for await (const chunk of body) unpacked += chunk.length;
    },
  });
  await expect(outcome).rejects.toMatchObject({ reason: "too_large" });
  expect(unpacked).toBeLessThanOrEqual(512 * 1024);
});

test("S29 what is packed twice, or in a way that was not asked for, is refused", async () => {
  for (const encoding of ["gzip, gzip", "deflate", "zstd", "constructor"])
    expect(await read(network.web.serve("/packed", { headers: { "content-encoding": encoding }, body: "x" }))).toBe("encoding");
});

test("S29 slowloris: bytes that trickle, before and after the headers, are waited for no longer than the time allows", async () => {
  const trickle = (write: () => void) => {
    const timer = setInterval(write, 20);
    return () => clearInterval(timer);
  };
  const body = network.web.serve("/slow", (_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.on(
      "close",
      trickle(() => response.write("x")),
    );
  });
  const headers = network.web.serve("/slower", (request) => {
    request.socket.write("HTTP/1.1 200 OK\r\n");
    request.socket
      .on(
        "close",
        trickle(() => request.socket.writable && request.socket.write("x-more: x\r\n")),
      )
      .on("error", () => {});
  });
  const silent = network.web.serve("/silent", () => {});
  for (const address of [body, headers, silent]) expect(await read(address, newOutbound(300))).toBe("timeout");
});

test("S29 the time counts over all redirects together", async () => {
  const address = network.web.serve("/later", (_, response) => void setTimeout(() => response.writeHead(302, { location: "/later" }).end(), 150));
  expect(await read(address, newOutbound(300))).toBe("timeout");
});

test("S29 a name server that does not answer is waited for no longer than the time allows", async () => {
  const outbound = new Outbound({
    allow: [],
    resolve: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    limits: { timeoutMs: 200 },
  });
  expect(await read("http://silent.example/", outbound)).toBe("timeout");
});

test("S29 thirty redirects: three are followed", async () => {
  const { web } = network;
  for (let step = 0; step < 30; step++) web.serve(`/hop/${step}`, { status: 302, headers: { location: `/hop/${step + 1}` } });
  web.serve("/hop/30", { body: "the end" });
  expect(await read(web.serve("/hop/0", { status: 302, headers: { location: "/hop/1" } }))).toBe("redirects");
  expect(web.requests.filter(({ path }) => path.startsWith("/hop/"))).toHaveLength(4);
  expect(await read(web.serve("/hop/27", { status: 302, headers: { location: "/hop/28" } }))).toBe("the end".length);
});

test("S29 headers without end are refused", async () => {
  const address = network.web.serve("/headers", (request) => {
    request.socket.write(`HTTP/1.1 200 OK\r\n${"x-more: ".concat("y".repeat(1000), "\r\n").repeat(100)}\r\n`);
  });
  expect(await read(address)).toBe("UND_ERR_HEADERS_OVERFLOW");
});

test("an answer of another status or type is refused before its body is read", async () => {
  const { web } = network;
  for (const status of [204, 206, 304, 401, 404, 500]) expect(await read(web.serve("/status", { status }))).toBe("status");
  const takesHtml = { accept: "*/*", takes: ({ essence }: { essence: string }) => essence === "text/html", exceptHosts: [], read: async () => "read" };
  for (const type of ["application/pdf", "text/plain", "", "nonsense", "text/html2"])
    await expect(newOutbound().get(web.serve("/type", { headers: { "content-type": type } }), takesHtml)).rejects.toMatchObject({ reason: "content_type" });
  expect(await newOutbound().get(web.serve("/type", { headers: { "content-type": "TEXT/HTML; charset=x" } }), takesHtml)).toBe("read");
});

/** A page that answers when told to. */
function heldPage(path: string, host?: string): { address: string; waiting: ServerResponse[] } {
  const waiting: ServerResponse[] = [];
  return { waiting, address: network.web.serve(path, (_, response) => void waiting.push(response), host) };
}

test("one host is asked one thing at a time; who comes when five are there already is refused", async () => {
  const { address, waiting } = heldPage("/held");
  const outbound = newOutbound();
  const outcomes = Array.from({ length: 7 }, () => read(address, outbound));
  expect(await Promise.all(outcomes.slice(5))).toEqual(["busy", "busy"]);
  for (let answered = 0; answered < 5; answered++) {
    const response = await waitFor("the next request", () => waiting[answered]);
    expect(waiting).toHaveLength(answered + 1);
    response.writeHead(200, { "content-type": "text/html" }).end("x");
  }
  expect(await Promise.all(outcomes.slice(0, 5))).toEqual([1, 1, 1, 1, 1]);
});

test("sixteen hosts are asked at a time, and a hundred may wait", async () => {
  const { waiting } = heldPage("/many");
  const outbound = newOutbound();
  const outcomes = Array.from({ length: 120 }, (_, index) => read(`http://host${index}.example:${network.web.port}/many`, outbound));
  expect(await Promise.all(outcomes.slice(116))).toEqual(["busy", "busy", "busy", "busy"]);
  for (let answered = 0; answered < 116; answered++) {
    const response = await waitFor("the next request", () => waiting[answered]);
    expect(waiting.length).toBeLessThanOrEqual(answered + 16);
    response.writeHead(200, { "content-type": "text/html" }).end("x");
  }
  expect(await Promise.all(outcomes.slice(0, 116))).toEqual(Array(116).fill(1));
});

test("a stop ends what is under way and lets nothing begin", async () => {
  const { address, waiting } = heldPage("/stopped");
  const outbound = newOutbound();
  const outcome = read(address, outbound);
  const next = read(address, outbound);
  await waitFor("the request", () => waiting.length > 0);
  outbound.stop();
  expect(await outcome).toBe("stopped");
  expect(await next).toBe("stopped");
  expect(await read(address, outbound)).toBe("stopped");
});
