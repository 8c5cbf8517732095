import { waitFor } from "@parley/testkit";
import { expect, test } from "vitest";
import { dataOf, joined, settled, useExpress } from "./express.fixture.ts";

const express = useExpress({ RATE_LIMITS: "1" });

const joinAsAdmin = async () => express.open(await express.server.tokenFor("root", { role: "admin" }));

test("X-SEC-03 X-API-10 an administrator deactivates a person: their sockets close, they neither connect nor send; and lets them in again", async () => {
  const [ada, bob] = await express.join("ada", "bob");
  const active = (active: boolean) => ({ active });
  expect(await ada.json("PATCH", "/users/bob/active", active(false))).toMatchObject({ status: 404, body: { success: false, code: "not_found" } });
  const root = await joinAsAdmin();
  expect(await root.json("PATCH", "/users/bob/active", active(false))).toMatchObject({ status: 200, body: { data: { id: "bob", isActive: false } } });
  await waitFor("the socket to be closed", () => bob.socket.disconnected);
  expect(await bob.sendByRest("ada", "Hello?")).toMatchObject({ status: 403, body: { success: false, code: "account_inactive" } });
  await expect(express.join("bob")).rejects.toMatchObject({ message: "account_inactive" });
  await root.json("PATCH", "/users/bob/active", active(true));
  expect((await bob.sendByRest("ada", "Hello again")).status).toBe(201);
});

test("X-SEC-02 X-SEC-04 defect 6: a socket is closed when its token ends, and when its session is signed out", async () => {
  const long = await express.open(await express.server.tokenFor("ben"));
  const account = { email: "cleo@example.com", password: "a long password", name: "Cleo" };
  const { token } = dataOf(await long.json("POST", "/auth/register", account));
  const cleo = await express.open(String(token));
  await cleo.json("POST", "/auth/logout");
  await waitFor("the session's socket to be closed", () => cleo.socket.disconnected);
  const short = await express.open(await express.server.tokenFor("dan", { expiresInSeconds: 60 }));
  express.server.clock.advance(61_000);
  await waitFor("the socket to be closed", () => short.socket.disconnected);
  expect(long.socket.connected).toBe(true);
});

test("defect 11: a budget is one for REST and the socket; what shapes refuse is counted too", async () => {
  const [emil] = await express.join("emil");
  const send = () => emil.socket.timeout(10_000).emitWithAck("send_message", {});
  const codes = (await Promise.all(Array.from({ length: 110 }, send))).map(({ code }) => code);
  expect(codes).toContain("rate_limited");
  expect(await emil.json("POST", "/messages", {})).toMatchObject({
    status: 429,
    body: { success: false, code: "rate_limited", retryAfterMs: expect.any(Number) },
  });
});

test("X-P-10 of clients that are gone, rooms, watches and typing are gone as well", async () => {
  const { connections, typing } = express.server.server.app;
  const [fay, gus] = await express.join("fay", "gus");
  const { data } = (await joined(fay, "gus")) as { data: { conversationId: string } };
  await joined(gus, "fay");
  gus.startTyping("fay");
  await waitFor("typing", () => fay.of("user_typing").length === 1);
  await settled(gus);
  for (const { socket } of [fay, gus]) socket.close();
  await waitFor("them to be gone", () => ["fay", "gus"].every((userId) => connections.of(userId).length === 0 && connections.watching(userId).length === 0));
  await waitFor("the typing to end", () => typing.list(data.conversationId).length === 0, 60_000);
});
