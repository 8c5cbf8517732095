import { budgets } from "@parley/protocol";
import { ask, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";

let server: TestServer;
let conversationId: string;
beforeEach(async () => {
  server = await startTestServer({ RATE_LIMITS: "1" });
  conversationId = (await newGroup(server, ["ada", "bob"])).id;
});
afterEach(() => server.stop());

const send = async (userId: string) =>
  server.fetch(`/api/conversations/${conversationId}/messages`, { method: "POST", token: await server.tokenFor(userId), body: { text: "flood" } });
const emit = (socket: Socket, event: string, input: object = { conversationId }) => socket.timeout(20_000).emitWithAck(event, input);
const codesOf = (answers: { ok: boolean; error?: { code: string } }[]) => answers.map(({ ok, error }) => (ok ? "ok" : error?.code));

test("S15 many sockets and both transports together have one budget per person, and others have theirs", async () => {
  const sockets = await Promise.all([1, 2, 3, 4].map(() => server.connect("ada")));
  const input = { conversationId, text: "flood" };
  const answers = await Promise.all(sockets.flatMap((socket) => Array.from({ length: budgets.write.user / 2 }, () => emit(socket, "message:send", input))));
  const accepted = codesOf(answers).filter((code) => code === "ok").length;
  // One of the budget made the group; the window may have ended once meanwhile.
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThanOrEqual(2 * budgets.write.user);
  expect(new Set(codesOf(answers))).toEqual(new Set(["ok", "rate_limited"]));
  for (const { ok, error } of answers) if (!ok) expect(error).toMatchObject({ status: 429, retryAfterMs: expect.any(Number) });

  let refused = await send("ada");
  // Should a new window have begun, it is spent over REST.
  for (let count = 0; refused.status === 201 && count < 2 * budgets.write.user; count += 1) refused = await send("ada");
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: "rate_limited" });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit-policy")).toBe(`"write";q=${budgets.write.user};w=${budgets.write.seconds}`);
  expect(refused.headers.get("ratelimit")).toMatch(/^"write";r=0;t=\d+$/);
  expect((await send("bob")).status).toBe(201);
  // Reading is another budget: who wrote too much still sees.
  expect(await ask(sockets[0] as Socket, "message:list", { conversationId })).toMatchObject({ messages: expect.any(Array) });
});

test.each([
  ["typing:start", "signal"],
  ["message:react", "write"],
  ["message:search", "search"],
  ["user:search", "names"],
  ["conversation:create", "write"],
  ["message:list", "read"],
  ["no:such:event", "read"],
  ["user:watch", "read"],
] as const)("S15 a flood of %s is refused by the budget %s, faulty or not, and its connection ends when it does not stop", async (event, budget) => {
  const socket = await server.connect("ada");
  const closed = new Promise<string>((resolve) => socket.once("disconnect", resolve));
  const answers = await Promise.all(
    Array.from({ length: budgets[budget].user * 2 + 10 }, () => emit(socket, event, {}).catch(() => ({ ok: false, error: { code: "closed" } }))),
  );
  expect(codesOf(answers)).toContain("rate_limited");
  const stop = await Promise.race([
    closed,
    (async () => {
      for (;;)
        if (!socket.connected || (await Promise.all(Array.from({ length: 100 }, () => emit(socket, event, {}).catch(() => "closed")))).includes("closed"))
          return closed;
    })(),
  ]);
  expect(stop).toBe("io server disconnect");
});

test("S15 who types ten letters a second for ten seconds is never refused, though each letter is asked of messages, people and conversations", async () => {
  const socket = await server.connect("ada");
  const text = "the bicycle is in the cellar, ".repeat(4).slice(0, 100);
  for (let letters = 1; letters <= text.length; letters += 1) {
    const typed = text.slice(0, letters);
    const answers = await Promise.all([
      emit(socket, "message:search", { query: typed }),
      emit(socket, "user:search", { query: typed.padEnd(2, "x") }),
      emit(socket, "conversation:list", { search: typed }),
    ]);
    expect({ typed, codes: codesOf(answers) }).toEqual({ typed, codes: ["ok", "ok", "ok"] });
  }
});

test("S15 S16 S32 signing in has one budget per address, which no header changes", async () => {
  const statuses: number[] = [];
  for (let index = 0; index <= 2 * budgets.signIn.address && statuses.at(-1) !== 429; index += 1) {
    const headers = { "x-forwarded-for": `203.0.113.${index}`, "x-real-ip": `198.51.100.${index}`, forwarded: `for=192.0.2.${index}` };
    const body = { email: `person${index}@example.com`, password: "wrong horse" };
    statuses.push((await server.fetch("/api/auth/login", { method: "POST", body, headers })).status);
  }
  expect(statuses.at(-1)).toBe(429);
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(budgets.signIn.address);
  const register = await server.fetch("/api/auth/register", { method: "POST", body: { email: "a@example.com", password: "correct horse", name: "A" } });
  expect(register.status).toBe(429);
});

test("S32 guesses for one account are slowed down after ten, each time for longer, and no account is locked", async () => {
  const unlimited = await startTestServer();
  try {
    const account = { email: "ada@example.com", password: "correct horse" };
    await unlimited.anonymous("auth.register", { ...account, name: "Ada" });
    const logIn = (password: string) => unlimited.fetch("/api/auth/login", { method: "POST", body: { ...account, password } });
    unlimited.clock.hold();
    const first = await Promise.all(Array.from({ length: 30 }, () => logIn("wrong horse")));
    // Ten are free, and the next begins the wait.
    expect(first.filter(({ status }) => status === 401)).toHaveLength(11);
    const waits: number[] = [];
    for (let guess = 0; guess < 5; guess += 1) {
      const refused = await logIn(account.password);
      expect([refused.status, await refused.json()]).toMatchObject([429, { code: "rate_limited" }]);
      waits.push(Number(refused.headers.get("retry-after")));
      unlimited.clock.advance(1000 * (waits.at(-1) ?? 0));
      if (guess < 4) expect((await logIn("wrong horse")).status).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16]);
    // The other accounts of that address are not concerned, and the wait has ended.
    await unlimited.anonymous("auth.register", { email: "bob@example.com", password: "correct horse", name: "Bob" });
    expect((await unlimited.fetch("/api/auth/login", { method: "POST", body: { email: "bob@example.com", password: "correct horse" } })).status).toBe(200);
    expect((await logIn(account.password)).status).toBe(200);
  } finally {
    await unlimited.stop();
  }
});
