import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { originAllowed } from "./origins.ts";

const production = readConfig({
  NODE_ENV: "production",
  JWT_SECRET: "0123456789abcdef0123456789abcdef",
  PUBLIC_URL: "https://chat.example/app",
  CLIENT_ORIGINS: "https://shop.example",
});
const development = { ...production, production: false };

describe("S17 S39 T-SEC-03 an origin", () => {
  test.each([
    "https://evil.example",
    "null",
    "https://chat.example.evil.example",
    "https://evil.example/chat.example",
    "http://chat.example",
    "https://shop.example:8443",
    "",
    "x",
  ])("%s may not call in production", (origin) => {
    expect(originAllowed(production, origin, "chat.internal")).toBe(false);
  });

  test.each(["https://chat.example", "https://shop.example", "https://chat.internal", "http://chat.internal"])("%s may", (origin) => {
    expect(originAllowed(production, origin, "chat.internal")).toBe(true);
  });

  test("of a local port may in development, and may not in production", () => {
    for (const origin of ["http://localhost:5173", "http://127.0.0.1:3000"]) {
      expect(originAllowed(development, origin, "chat.internal")).toBe(true);
      expect(originAllowed(production, origin, "chat.internal")).toBe(false);
    }
    expect(originAllowed(development, "http://localhost.evil.example", "chat.internal")).toBe(false);
  });

  test("is not asked of what is no browser", () => {
    expect(originAllowed(production, undefined, "chat.internal")).toBe(true);
  });
});

describe("over the wire", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ CLIENT_ORIGINS: "https://shop.example" });
  });
  afterAll(() => server.stop());

  test.each(["websocket", "polling"] as const)("S17 X-SEC-04 T-SEC-01 a page of another origin cannot connect over %s, token or not", async (transport) => {
    const token = await server.tokenFor("ada");
    const connect = (origin: string) => server.connectWith(token, { transports: [transport], extraHeaders: { origin } });
    await expect(connect("https://evil.example")).rejects.toThrow();
    await expect(connect("null")).rejects.toThrow();
    expect((await connect("https://shop.example")).connected).toBe(true);
  });

  test("S39 no other origin is told that it may read, over REST and polling alike", async () => {
    for (const path of ["/api/users/me", "/socket.io/?EIO=4&transport=polling"]) {
      for (const origin of ["https://evil.example", "null"]) {
        const answer = await server.fetch(path, { token: await server.tokenFor("ada"), headers: { origin } });
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      }
      const answer = await server.fetch(path, { token: await server.tokenFor("ada"), headers: { origin: "https://shop.example" } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    }
  });

  test("S39 a preflight is answered for origins that may call", async () => {
    const preflight = (origin: string) =>
      server.fetch("/api/users/me", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "PATCH", "access-control-request-headers": "authorization" },
      });
    const allowed = await preflight("https://shop.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(allowed.headers.get("access-control-allow-methods")).toContain("PATCH");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  test("S17 the refusal says why", async () => {
    const answer = await server.fetch("/socket.io/?EIO=4&transport=polling", { headers: { origin: "https://evil.example" } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "origin_not_allowed", status: 403 });
  });
});
