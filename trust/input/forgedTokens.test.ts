import { ask, startTestServer, type TestServer } from "@parley/testkit";
import { SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forgeries, type Host, startHost } from "./forgedTokens.ts";

let host: Host;
let server: TestServer;
let forged: Record<string, string>;
beforeAll(async () => {
  host = await startHost();
  server = await startTestServer({ JWKS_URL: host.jwksUrl, JWT_ISSUER: "https://host.example", JWT_AUDIENCE: "chat" });
  forged = await forgeries(host, server.server.app.config.jwtSecret, server.clock.now());
});
afterAll(async () => {
  await server.stop();
  await host.stop();
});

const sign = (userId: string) =>
  new SignJWT({ sub: userId, iss: "https://host.example", aud: "chat", exp: Math.floor(server.clock.now() / 1000) + 600 })
    .setProtectedHeader({ alg: "RS256", kid: "rsa" })
    .sign(host.rsa.privateKey);

test("S1 S2 S3 every forged token is refused in the same words, over REST, at the handshake and on an open socket", async () => {
  const socket = await server.connectWith(await sign("ada"));
  const words = { code: "token_invalid", status: 401, detail: "The token is not valid." };
  for (const [how, token] of Object.entries(forged)) {
    const answer = await server.fetch("/api/users/me", { token });
    const { type: _, title: __, requestId: ___, ...problem } = (await answer.json()) as Record<string, unknown>;
    expect([how, answer.status, problem]).toEqual([how, 401, words]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    const [handshake] = await Promise.allSettled([server.connectWith(token)]);
    expect([how, handshake.status === "rejected" && handshake.reason.data]).toEqual([how, words]);
    const [refreshed] = await Promise.allSettled([ask(socket, "auth:refresh", { token })]);
    expect([how, refreshed.status === "rejected" && refreshed.reason.toBody()]).toEqual([how, words]);
  }
  expect(Object.keys(forged).length).toBeGreaterThan(30);
  // Nobody came to be by a forgery, and the socket is still who it was.
  expect((await server.pool.query("select id from users")).rows).toEqual([{ id: "ada" }]);
  expect(await ask(socket, "user:me")).toMatchObject({ id: "ada", role: "member" });
});

test("S2 no address that a token names is ever asked", () => {
  expect(host.visits).toEqual([]);
});

test("S2 an open socket does not become somebody else's by a token that is good", async () => {
  const socket = await server.connectWith(await sign("ada"));
  await expect(ask(socket, "auth:refresh", { token: await sign("bob") })).rejects.toMatchObject({ code: "token_invalid" });
  expect(await ask(socket, "user:me")).toMatchObject({ id: "ada" });
});

test("S2 the tokens of accounts are not interchangeable: neither the refresh token lets in, nor the access token refreshes", async () => {
  const { accessToken, refreshToken } = await server.anonymous("auth.register", { email: "a@example.com", password: "correct horse", name: "Ada" });
  expect((await server.fetch("/api/users/me", { token: accessToken })).status).toBe(200);
  expect((await server.fetch("/api/users/me", { token: refreshToken })).status).toBe(401);
  await expect(server.connectWith(refreshToken)).rejects.toThrow("token_invalid");
  const answer = await server.fetch("/api/auth/refresh", { method: "POST", body: { refreshToken: accessToken } });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});
