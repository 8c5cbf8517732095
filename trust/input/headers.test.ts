import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ CLIENT_ORIGINS: "https://shop.example" });
});
afterAll(() => server.stop());

/** Answers of every kind: accepted, refused, not found, documents, pages, probes. */
const answers = async (): Promise<[string, Response][]> => {
  const token = await server.tokenFor("ada");
  return [
    ["an operation", await server.fetch("/api/users/me", { token })],
    ["a refusal", await server.fetch("/api/users/me")],
    ["a fault", await server.fetch("/api/users/search", { token })],
    ["another method", await server.fetch("/api/users/me", { method: "DELETE", token })],
    ["nothing", await server.fetch("/nothing")],
    ["a probe", await server.fetch("/healthz")],
    ["the contract", await server.fetch("/openapi.json")],
    ["the documentation", await server.fetch("/docs/")],
    ["the app", await server.fetch("/", { headers: { accept: "text/html" } })],
  ];
};

test("S39 every answer has the headers that make browsers careful, and says nothing of what serves it", async () => {
  for (const [what, { headers }] of await answers()) {
    expect([what, headers.get("x-content-type-options")]).toEqual([what, "nosniff"]);
    expect([what, headers.get("strict-transport-security")]).toEqual([what, "max-age=31536000"]);
    expect([what, headers.get("referrer-policy")]).toEqual([what, "no-referrer"]);
    expect([what, headers.get("cross-origin-opener-policy")]).toEqual([what, "same-origin"]);
    for (const name of ["server", "x-powered-by"]) expect([what, headers.get(name)]).toEqual([what, null]);
  }
});

test("S39 pages run our own scripts only, and only hosts that are named may frame them", async () => {
  for (const path of ["/", "/nothing"]) {
    const answer = await server.fetch(path, { headers: { accept: "text/html" } });
    const policy = new Map(
      (answer.headers.get("content-security-policy") ?? "").split(";").map((part): [string, string[]] => {
        const [name = "", ...sources] = part.trim().split(" ");
        return [name, sources];
      }),
    );
    const scripts = policy.get("script-src") ?? policy.get("default-src") ?? ["*"];
    expect(scripts).toEqual(["'self'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors")).toEqual(["'self'", "https://shop.example"]);
  }
});

test("S39 polling answers are not sniffed and not kept", async () => {
  const answer = await server.fetch("/socket.io/?EIO=4&transport=polling");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("cache-control")).toBe("no-store");
});
