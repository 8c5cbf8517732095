import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** A host that publishes its keys, and somebody else's server that must never be asked. */
export async function startHost() {
  const [rsa, elliptic, stranger] = await Promise.all([generateKeyPair("RS256", { extractable: true }), generateKeyPair("ES256"), generateKeyPair("RS256")]);
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256", use: "sig" },
    { ...(await exportJWK(elliptic.publicKey)), kid: "elliptic", alg: "ES256", use: "sig" },
  ];
  const strangersKeys = { keys: [{ ...(await exportJWK(stranger.publicKey)), kid: "stranger", alg: "RS256" }] };
  const visits: string[] = [];
  const host = await listen((_url) => ({ keys }));
  const evil = await listen((url) => {
    visits.push(url);
    return strangersKeys;
  });
  return { rsa, elliptic, stranger, jwksUrl: `${host.url}/jwks.json`, evilUrl: evil.url, visits, stop: () => Promise.all([host.stop(), evil.stop()]) };
}

export type Host = Awaited<ReturnType<typeof startHost>>;

async function listen(answer: (url: string) => unknown): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(
    (request, response) => void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(request.url ?? ""))),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const unsigned = (header: object, claims: JWTPayload, signature = "") => `${encode(header)}.${encode(claims)}.${signature}`;

/** Every way of row S2 to make a token that is not one. `secret` is the server's own, for what is wrong in a token that is signed well. */
export async function forgeries({ rsa, elliptic, stranger, evilUrl }: Host, secret: string, now: number): Promise<Record<string, string>> {
  /** One fault each: all else is as the host would say it. */
  const claims: JWTPayload = { sub: "ada", name: "Ada", role: "admin", iss: "https://host.example", aud: "chat", exp: Math.floor(now / 1000) + 600 };
  const sign = (key: Parameters<SignJWT["sign"]>[0], header: { alg: string; [extra: string]: unknown }, extra: JWTPayload = {}) =>
    new SignJWT({ ...claims, ...extra }).setProtectedHeader(header).sign(key);
  const text = (value: string) => new TextEncoder().encode(value);
  const pem = await exportSPKI(rsa.publicKey);
  const good = await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" });
  const [head = "", , signature = ""] = good.split(".");
  const theirs = (header: object) => sign(stranger.privateKey, { alg: "RS256", ...header });
  const { privateKey: own }: Keys = stranger;
  return {
    "alg none": unsigned({ alg: "none", kid: "rsa" }, claims),
    "alg None": unsigned({ alg: "None" }, claims),
    "alg none with a signature": unsigned({ alg: "none" }, claims, signature),
    "no alg": unsigned({ typ: "JWT" }, claims, signature),
    "alg a list": unsigned({ alg: ["RS256"] }, claims, signature),
    "no signature": `${head}.${encode(claims)}.`,
    "HS256 with the public key as PEM": await sign(text(pem), { alg: "HS256", kid: "rsa" }),
    "HS256 with the public key as PEM, trimmed": await sign(text(pem.trim()), { alg: "HS256" }),
    "HS256 with the public key as JWK": await sign(text(JSON.stringify(await exportJWK(rsa.publicKey))), { alg: "HS256", kid: "rsa" }),
    "HS256 with another secret": await sign(text("another secret of sufficient length, but not ours"), { alg: "HS256" }),
    "HS256 with our secret, as the host": await sign(text(secret), { alg: "HS256" }),
    "HS512 with our secret": await sign(text(secret), { alg: "HS512" }),
    "an unknown kid": await theirs({ kid: "stranger" }),
    "a known kid and another key": await theirs({ kid: "rsa" }),
    "a kid that is a path": await theirs({ kid: "../../../../dev/null" }),
    "a kid that is SQL": await theirs({ kid: "' union select 'a' --" }),
    "a kid that is a number": unsigned({ alg: "RS256", kid: 7 }, claims, signature),
    "the kid of a key of another kind": await sign(own, { alg: "RS256", kid: "elliptic" }),
    jku: await theirs({ kid: "stranger", jku: `${evilUrl}/jku` }),
    x5u: await theirs({ kid: "rsa", x5u: `${evilUrl}/x5u` }),
    "a kid that is an address": await theirs({ kid: `${evilUrl}/kid` }),
    jwk: await theirs({ kid: "rsa", jwk: await exportJWK(stranger.publicKey) }),
    x5c: await theirs({ kid: "rsa", x5c: ["MIIB"] }),
    "an extension that must be understood": await sign(rsa.privateKey, { alg: "RS256", kid: "rsa", crit: ["x"], x: 1 }).catch(() =>
      unsigned({ alg: "RS256", kid: "rsa", crit: ["x"], x: 1 }, claims, signature),
    ),
    "other claims under a good signature": `${head}.${encode({ ...claims, sub: "root" })}.${signature}`,
    "another header over a good signature": `${encode({ alg: "RS256", kid: "rsa", typ: "x" })}.${good.split(".").slice(1).join(".")}`,
    "psychic signature": unsigned({ alg: "ES256", kid: "elliptic" }, claims, Buffer.alloc(64).toString("base64url")),
    "psychic signature as DER": unsigned({ alg: "ES256", kid: "elliptic" }, claims, Buffer.from("3006020100020100", "hex").toString("base64url")),
    "r and s of the order": unsigned(
      { alg: "ES256", kid: "elliptic" },
      claims,
      Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".repeat(2), "hex").toString("base64url"),
    ),
    "another issuer": await sign(elliptic.privateKey, { alg: "ES256", kid: "elliptic" }, { iss: "https://evil.example", aud: "chat" }),
    "another audience": await sign(elliptic.privateKey, { alg: "ES256", kid: "elliptic" }, { iss: "https://host.example", aud: "shop" }),
    "no issuer": await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }, { iss: undefined }),
    "no audience": await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }, { aud: undefined }),
    "no end": await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }, { exp: undefined }),
    nobody: await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }, { sub: undefined }),
    "our issuer, by the host's key": await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }, { iss: "parley", sid: crypto.randomUUID() }),
    "not yet": await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }, { iss: "https://host.example", aud: "chat", nbf: Math.floor(now / 1000) + 300 }),
    "encrypted, not signed": `${encode({ alg: "dir", enc: "A256GCM" })}..AAAA.AAAA.AAAA`,
    "two tokens": `${good}.${good}`,
  };
}
