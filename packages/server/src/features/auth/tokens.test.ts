import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const seconds = (server: TestServer, from = 0) => Math.floor(server.clock.now() / 1000) + from;

describe("tokens signed with the shared secret", () => {
  let server: TestServer;
  let secret: Uint8Array;
  beforeAll(async () => {
    server = await startTestServer();
    secret = new TextEncoder().encode(server.server.app.config.jwtSecret);
  });
  afterAll(() => server.stop());

  const authenticate = (token: string) => server.server.app.sessions.authenticate(token);
  const sign = (claims: JWTPayload, { alg = "HS256", key = secret } = {}) => new SignJWT(claims).setProtectedHeader({ alg }).sign(key);
  const good = (): JWTPayload => ({ sub: "ada", exp: seconds(server, 600) });

  test("S2 alg none, another secret, another algorithm and a tampered payload are refused alike", async () => {
    const [header, , signature] = (await sign(good())).split(".");
    const forgeries = [
      `${base64url({ alg: "none", typ: "JWT" })}.${base64url({ sub: "ada", exp: seconds(server, 600) })}.`,
      await sign(good(), { key: new TextEncoder().encode("another secret of sufficient length, but not ours") }),
      await sign(good(), { alg: "HS512", key: new Uint8Array(64).fill(7) }),
      await sign(good(), { alg: "HS384" }),
      `${header}.${base64url({ ...good(), sub: "bob" })}.${signature}`,
      `${header}.${base64url({ ...good(), role: "admin" })}.${signature}`,
    ];
    for (const token of forgeries) {
      const refused = await expectRefusal(authenticate(token), "token_invalid");
      expect(refused.toBody()).toEqual({ code: "token_invalid", status: 401, detail: "The token is not valid." });
    }
  });

  test("S1 what is not a token is refused", async () => {
    for (const token of ["x", "a.b.c", "..", "🔑", "x".repeat(100_000), base64url({ alg: "HS256" })]) await expectRefusal(authenticate(token), "token_invalid");
  });

  test("S2 a token needs a subject that is a user id, and an end", async () => {
    for (const sub of ["", "x".repeat(129), "nul\0", "\ud800", 7])
      await expectRefusal(authenticate(await sign({ ...good(), sub: sub as string })), "token_invalid");
    const { sub, ...nobody } = good();
    await expectRefusal(authenticate(await sign(nobody)), "token_invalid");
    await expectRefusal(authenticate(await sign({ sub: sub ?? "" })), "token_invalid");
  });

  test("S2 a host cannot claim a session of ours without one", async () => {
    await expectRefusal(authenticate(await sign({ ...good(), iss: "parley" })), "token_invalid");
    await expectRefusal(authenticate(await sign({ ...good(), iss: "parley", sid: crypto.randomUUID() })), "session_revoked");
  });

  test("S3 an expired token is refused, one that begins later too; half a minute is forgiven", async () => {
    await expectRefusal(authenticate(await sign({ sub: "ada", exp: seconds(server, -31) })), "token_expired");
    await expectRefusal(authenticate(await sign({ ...good(), nbf: seconds(server, 90) })), "token_invalid");
    expect(await authenticate(await sign({ sub: "ada", exp: seconds(server, -20) }))).toMatchObject({ user: { id: "ada" } });
    expect(await authenticate(await sign({ ...good(), nbf: seconds(server, 20) }))).toMatchObject({ user: { id: "ada" } });
  });

  test("S3 T-SEC-02 a token that was good stops when it ends, though it was seen before", async () => {
    const token = await sign({ sub: "ada", exp: seconds(server, 100) });
    await authenticate(token);
    server.clock.advance(131_000);
    await expectRefusal(authenticate(token), "token_expired");
  });

  test("a host's token creates its user, and its name, picture and role have the last word", async () => {
    const first = await authenticate(await sign({ ...good(), sub: "hosted", name: "Hosted", picture: "https://host.example/a.png", role: "moderator" }));
    expect(first).toMatchObject({ user: { id: "hosted", name: "Hosted", imageUrl: "https://host.example/a.png" }, role: "moderator", sessionId: null });
    const renamed = await authenticate(await sign({ ...good(), sub: "hosted", name: "Renamed" }));
    expect(renamed).toMatchObject({ user: { name: "Renamed", imageUrl: "https://host.example/a.png" }, role: "moderator" });
    const silent = await authenticate(await sign({ ...good(), sub: "hosted" }));
    expect(silent.user.name).toBe("Renamed");
  });

  test("names, pictures and roles that cannot be are passed over, not stored", async () => {
    const claims = { ...good(), sub: "odd", name: "\0", picture: "javascript:alert(1)", role: "superuser" };
    expect(await authenticate(await sign(claims))).toMatchObject({ user: { id: "odd", imageUrl: null }, role: "member" });
    const long = await authenticate(await sign({ ...good(), sub: "long", name: "n".repeat(500) }));
    expect([...long.user.name].length).toBeLessThanOrEqual(80);
    expect((await authenticate(await sign({ ...good(), sub: "blank", name: "   " }))).user.name.trim()).not.toBe("");
  });

  test("S2 issuer and audience are checked where they are configured", async () => {
    const strict = await startTestServer({ JWT_ISSUER: "https://host.example", JWT_AUDIENCE: "chat" });
    try {
      const key = new TextEncoder().encode(strict.server.app.config.jwtSecret);
      const verify = async (claims: JWTPayload) => strict.server.app.sessions.authenticate(await sign({ ...good(), ...claims }, { key }));
      await expectRefusal(verify({}), "token_invalid");
      await expectRefusal(verify({ iss: "https://evil.example", aud: "chat" }), "token_invalid");
      await expectRefusal(verify({ iss: "https://host.example", aud: "shop" }), "token_invalid");
      expect(await verify({ iss: "https://host.example", aud: ["shop", "chat"] })).toMatchObject({ user: { id: "ada" } });
      const own = await strict.anonymous("auth.register", { email: "a@example.com", password: "correct horse", name: "Ada" });
      expect((await strict.fetch("/api/users/me", { token: own.accessToken })).status).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe("tokens signed with the host's keys (JWKS)", () => {
  type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
  let host: Server;
  let server: TestServer;
  let rsa: Pair;
  let elliptic: Pair;
  let stranger: Pair;
  const asked: string[] = [];

  beforeAll(async () => {
    [rsa, elliptic, stranger] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("ES256"), generateKeyPair("RS256")]);
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256", use: "sig" },
      { ...(await exportJWK(elliptic.publicKey)), kid: "elliptic", alg: "ES256", use: "sig" },
    ];
    host = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
    server = await startTestServer({ JWKS_URL: `http://127.0.0.1:${(host.address() as AddressInfo).port}/jwks.json` });
  });
  afterAll(async () => {
    await server.stop();
    await new Promise((resolve) => host.close(resolve));
  });

  const authenticate = (token: string) => server.server.app.sessions.authenticate(token);
  const good = (): JWTPayload => ({ sub: "ada", name: "Ada", exp: seconds(server, 600) });
  const sign = (key: Parameters<SignJWT["sign"]>[0], header: { alg: string; [extra: string]: unknown }) =>
    new SignJWT(good()).setProtectedHeader(header).sign(key);

  test("S2 an unknown key, another key under a known name and HS256 with the public key are refused", async () => {
    const publicKey = new TextEncoder().encode(await exportSPKI(rsa.publicKey));
    const forgeries = [
      await sign(stranger.privateKey, { alg: "RS256", kid: "stranger" }),
      await sign(stranger.privateKey, { alg: "RS256", kid: "rsa" }),
      await sign(publicKey, { alg: "HS256", kid: "rsa" }),
      await sign(publicKey, { alg: "HS256" }),
      `${base64url({ alg: "none", kid: "rsa" })}.${base64url(good())}.`,
      `${base64url({ alg: "ES256", kid: "elliptic" })}.${base64url(good())}.${Buffer.alloc(64).toString("base64url")}`,
    ];
    for (const token of forgeries) await expectRefusal(authenticate(token), "token_invalid");
  });

  test("S2 the addresses and keys that a token brings along are not looked at", async () => {
    const evil: string[] = [];
    const listener = createServer((request, response) => {
      evil.push(request.url ?? "");
      response.end("{}");
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const jku = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/jwks.json`;
    const jwk = await exportJWK(stranger.publicKey);
    for (const header of [{ jku }, { jwk }, { x5u: jku }]) {
      await expectRefusal(authenticate(await sign(stranger.privateKey, { alg: "RS256", kid: "rsa", ...header })), "token_invalid");
    }
    expect(evil).toEqual([]);
    await new Promise((resolve) => listener.close(resolve));
  });

  test("RS256 and ES256 of the host are accepted, and its keys are read once", async () => {
    expect(await authenticate(await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }))).toMatchObject({ user: { id: "ada", name: "Ada" } });
    expect(await authenticate(await sign(elliptic.privateKey, { alg: "ES256", kid: "elliptic" }))).toMatchObject({ user: { id: "ada" } });
    expect(asked).toEqual(["/jwks.json"]);
  });

  test("S2 the shared secret signs for accounts alone: a host's HS256 token is refused", async () => {
    await expectRefusal(authenticate(await server.tokenFor("ada")), "token_invalid");
    const { accessToken } = await server.anonymous("auth.register", { email: "a@example.com", password: "correct horse", name: "Ada" });
    expect(await authenticate(accessToken)).toMatchObject({ user: { name: "Ada" } });
  });

  test("a host whose keys cannot be read is no reason to call a token invalid", async () => {
    const unreachable = await startTestServer({ JWKS_URL: "http://127.0.0.1:9/jwks.json" });
    try {
      const token = await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" });
      await expectRefusal(unreachable.server.app.sessions.authenticate(token), "unavailable");
    } finally {
      await unreachable.stop();
    }
  });
});
