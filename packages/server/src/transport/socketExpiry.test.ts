import { ask, expectRefusal, listen, newDirect, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("F17 T-SEC-02 auth:refresh is refused with what would not open a socket, and with another user's token", async () => {
  const socket = await server.connect("ada");
  await expectRefusal(ask(socket, "auth:refresh", { token: "x" }), "token_invalid");
  await expectRefusal(ask(socket, "auth:refresh", { token: await server.tokenFor("bob") }), "token_invalid");
  await expectRefusal(ask(socket, "auth:refresh", { token: await server.tokenFor("ada", { expiresInSeconds: -60 }) }), "token_expired");
  await expectRefusal(ask(socket, "auth:refresh", {}), "validation_failed");
  await expectRefusal(ask(socket, "auth:refresh", { token: await server.tokenFor("ada"), userId: "bob" }), "validation_failed");
  expect(await ask(socket, "user:me", {})).toMatchObject({ id: "ada" });
});

test("F17 S3 defect 6: a socket is warned a minute before its token ends, once, and closed when it does", async () => {
  const socket = await server.connect("ada", { expiresInSeconds: 300 });
  const other = await server.connect("bob", { expiresInSeconds: 3600 });
  const heard = listen(socket);
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  server.clock.advance(241_000);
  await waitFor("the warning", () => heard.length > 0);
  expect(heard).toMatchObject([{ name: "session.expiring", payload: { expiresAt: expect.any(String) } }]);
  expect(await ask(socket, "user:me", {})).toMatchObject({ id: "ada" });

  server.clock.advance(60_000);
  expect(await closed).toBe("io server disconnect");
  expect(heard.map(({ name }) => name)).toEqual(["session.expiring", "session.ended"]);
  expect(heard[1]?.payload).toEqual({ code: "token_expired" });
  expect(other.connected).toBe(true);
});

test("F17 T-SEC-02 nothing is done for a token that has ended, even before the socket is closed", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const socket = await server.connect("ada", { expiresInSeconds: 100 });
  const attempt = (text: string) => ask(socket, "message:send", { conversationId: id, text });
  await attempt("in time");
  server.clock.advance(101_000);
  // Whichever comes first, the refusal or the closing: the message is not sent.
  await attempt("too late").then(
    () => expect.fail("was sent"),
    (error: { code?: string }) => expect(error.code ?? "closed").toMatch(/token_expired|closed/),
  );
  expect((await server.as("bob").call("messages.list", { conversationId: id })).messages.map(({ text }) => text)).toEqual(["in time"]);
});

test("F17 auth:refresh extends the same socket, which is warned again before the new end", async () => {
  const socket = await server.connect("ada", { expiresInSeconds: 200 });
  const heard = listen(socket);
  server.clock.advance(150_000);
  await waitFor("the warning", () => heard.length === 1);
  const { expiresAt } = await ask<{ expiresAt: string }>(socket, "auth:refresh", { token: await server.tokenFor("ada", { expiresInSeconds: 600 }) });
  expect(Date.parse(expiresAt)).toBeGreaterThan(server.clock.now() + 500_000);
  server.clock.advance(550_000);
  await waitFor("the second warning", () => heard.length === 2);
  expect(heard.map(({ name }) => name)).toEqual(["session.expiring", "session.expiring"]);
  expect(await ask(socket, "user:me", {})).toMatchObject({ id: "ada" });
});
