import { startTestServer, type TestServer } from "@parley/testkit";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bodiesFor, requestsTo } from "./hostile.fixture.ts";
import { dialects } from "./index.ts";

let server: TestServer;
let token: string;
beforeAll(async () => {
  // Refusals are counted like everything else; here they are without end.
  server = await startTestServer();
  await server.as("bob").call("users.me", {});
  token = await server.tokenFor("mallory");
});
afterAll(() => server.stop());

const text = expect.any(String);
/** A code that says what is wrong: "internal" is the server's own fault. */
const code = expect.toSatisfy((code) => /^[a-z_]+$/.test(code) && code !== "internal");
const status = expect.toSatisfy((status) => status >= 400 && status < 500);

/** How each of them refuses. */
const refusals: Record<string, { rest: object; socket: object }> = {
  native: { rest: { type: text, title: text, code, status, requestId: text }, socket: { ok: false, error: { code, status } } },
  nest: {
    rest: { success: false, statusCode: status, error: code, message: text, requestId: text },
    socket: { success: false, statusCode: status, error: code, message: text },
  },
  express: { rest: { success: false, code, message: text, requestId: text }, socket: { success: false, code, message: text } },
  bazaar: {
    rest: { success: false, code, status, error: text, message: text, requestId: text },
    socket: { success: false, code, status, error: text, message: text },
  },
  ring: {
    rest: { success: false, error: text, context: { code, status, requestId: text } },
    socket: { success: false, error: text, context: { code, status } },
  },
};

const leaks = /\bat .*\.ts:|stack|node_modules|select |insert |postgres/i;

async function connect(name: string): Promise<Socket> {
  const socket = io(`${server.url}/${name}`, { auth: { token }, transports: ["websocket"], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  return socket;
}

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))("%s", (name, dialect) => {
  test("T-SEC-04 S10 S12 S13 defects 11 and 17: whatever is asked of any path, the answer is the dialect's own, coded, and never a fault of the server", async () => {
    const refusal = refusals[name]?.rest;
    let refused = 0;
    for (const some of requestsTo(dialect)) {
      const answers = some.map(async ({ path, address, headers, ...request }) => {
        const response = await fetch(`${server.url}/${name}${address}`, {
          ...request,
          headers: { authorization: `Bearer ${token}`, accept: "application/json", ...headers },
        });
        const asked = { path, address: address.slice(0, 200), body: request.body?.slice(0, 200) };
        return { asked, status: response.status, written: await response.text() };
      });
      for (const { asked, status, written } of await Promise.all(answers)) {
        expect({ ...asked, status, written }).toMatchObject({ status: expect.toSatisfy((status) => status < 500) });
        const body = written === "" ? undefined : JSON.parse(written);
        if (status < 400) {
          if (body !== null && typeof body === "object" && "success" in body) expect({ ...asked, success: body.success }).toMatchObject({ success: true });
          continue;
        }
        refused += 1;
        expect({ ...asked, body }).toMatchObject({ body: refusal });
        expect(written).not.toMatch(leaks);
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(await server.as("mallory").call("users.me", {})).toMatchObject({ id: "mallory", role: "member" });
  }, 600_000);

  test("T-SEC-04 S10 S12 defect 11: whatever is said to any event, the answer is the dialect's own, coded, and never a fault of the server", async () => {
    const refusal = refusals[name]?.socket;
    const socket = await connect(name);
    let refused = 0;
    const nothing = dialect.hears.nothing ?? { connection: "subscribe" };
    for (const [event, heard] of [...Object.entries(dialect.hears), ["nothing", nothing] as const, ["error", nothing] as const])
      for (const body of bodiesFor(heard)) {
        const answer = await socket.timeout(10_000).emitWithAck(event, body);
        if (answer.success === true || answer.ok === true) continue;
        refused += 1;
        expect({ event, body, answer }).toMatchObject({ answer: refusal });
        expect(JSON.stringify(answer)).not.toMatch(leaks);
      }
    expect(refused).toBeGreaterThan(100);
    expect(socket.connected).toBe(true);
    socket.close();
  }, 600_000);
});
