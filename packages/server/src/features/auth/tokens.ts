import { fail, ParleyError, type UserRole } from "@parley/protocol";
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, type JWTVerifyGetKey, errors as joseErrors, jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config.ts";

/** Our own tokens carry this issuer; a host's may not. */
const ownIssuer = "parley";
const accessTokenTtlMs = 15 * 60_000;
/** Clocks of hosts differ a little. */
const clockToleranceSeconds = 30;

/** What a verified token says. Absent claims are null: the host does not say. */
export type Claims = { userId: string; name: string | null; imageUrl: string | null; role: UserRole | null; sessionId: string | null; expiresAtMs: number };

const roles = new Set<unknown>(["member", "moderator", "admin"]);

/**
 * Verifies access tokens. HS256 with our secret, or, with a JWKS URL, the
 * host's asymmetric keys; then HS256 is for our own tokens alone. Algorithms
 * are named here and never taken from the token; `jku`, `jwk` and `x5u` headers
 * are not looked at.
 */
export class TokenVerifier {
  readonly #secret: Uint8Array;
  readonly #jwks: JWTVerifyGetKey | null;
  readonly #config: Config;
  readonly #clock: Clock;
  /** A signature that was good a moment ago is good now: saves ~60 µs a request. Whether the session still lives is asked elsewhere, every time. */
  readonly #verified = new LRUCache<string, Claims>({ max: 20_000, ttl: 60_000 });

  constructor(config: Config, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
    this.#secret = new TextEncoder().encode(config.jwtSecret);
    this.#jwks = config.jwksUrl === null ? null : hostKeys(config.jwksUrl);
  }

  /** Throws `token_invalid` or `token_expired`. */
  async verify(token: string): Promise<Claims> {
    const known = this.#verified.get(token);
    const claims = known ?? (await this.#verify(token));
    if (claims.expiresAtMs + clockToleranceSeconds * 1000 <= this.#clock.now()) throw fail("token_expired");
    if (known === undefined) this.#verified.set(token, claims);
    return claims;
  }

  async #verify(token: string): Promise<Claims> {
    try {
      const symmetric = decodeProtectedHeader(token).alg === "HS256";
      const options = { currentDate: new Date(this.#clock.now()), clockTolerance: clockToleranceSeconds, requiredClaims: ["sub", "exp"] };
      const { payload } =
        symmetric || this.#jwks === null
          ? await jwtVerify(token, this.#secret, { ...options, algorithms: ["HS256"] })
          : await jwtVerify(token, this.#jwks, { ...options, algorithms: ["RS256", "PS256", "ES256", "ES384", "EdDSA"] });
      return this.#toClaims(payload, symmetric);
    } catch (error) {
      if (error instanceof ParleyError) throw error;
      if (error instanceof joseErrors.JWTExpired) throw fail("token_expired");
      throw fail("token_invalid");
    }
  }

  #toClaims(payload: JWTPayload, symmetric: boolean): Claims {
    const own = symmetric && payload.iss === ownIssuer;
    if (!own) {
      if (symmetric && this.#jwks !== null) throw new Error("a host with a JWKS signs with its keys");
      if (this.#config.jwtIssuer !== null && payload.iss !== this.#config.jwtIssuer) throw new Error("issuer");
      const audiences = [payload.aud ?? []].flat();
      if (this.#config.jwtAudience !== null && !audiences.includes(this.#config.jwtAudience)) throw new Error("audience");
    }
    const { sub, exp, sid, name, picture, role } = payload;
    if (typeof sub !== "string" || exp === undefined || (own && typeof sid !== "string")) throw new Error("claims");
    return {
      userId: sub,
      name: typeof name === "string" ? name : null,
      imageUrl: typeof picture === "string" ? picture : null,
      role: roles.has(role) ? (role as UserRole) : null,
      sessionId: own ? String(sid) : null,
      expiresAtMs: exp * 1000,
    };
  }
}

/** The keys that the host publishes. That they cannot be read now is no fault of the token: `unavailable`. */
function hostKeys(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url));
  const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = joseErrors;
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof JWKSNoMatchingKey || error instanceof JWKSMultipleMatchingKeys || error instanceof JOSENotSupported) throw error;
      throw fail("unavailable", { detail: "The host's keys cannot be read now." });
    }
  };
}

/** A short-lived token of our own, for a session. */
export async function signAccessToken(
  config: Config,
  clock: Clock,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<{ token: string; expiresAtMs: number }> {
  return sign(config, clock, { sid: sessionId, iss: ownIssuer }, userId, accessTokenTtlMs);
}

/** What a host's server does to let one of its users in; used by the demo, the token command and tests. */
export async function signHostToken(
  config: Config,
  clock: Clock,
  { userId, ttlMs, ...claims }: { userId: string; ttlMs: number; name?: string; picture?: string; role?: UserRole },
): Promise<{ token: string; expiresAtMs: number }> {
  return sign(
    config,
    clock,
    { ...claims, ...(config.jwtIssuer && { iss: config.jwtIssuer }), ...(config.jwtAudience && { aud: config.jwtAudience }) },
    userId,
    ttlMs,
  );
}

async function sign(config: Config, clock: Clock, claims: JWTPayload, userId: string, ttlMs: number): Promise<{ token: string; expiresAtMs: number }> {
  const issuedAt = Math.floor(clock.now() / 1000);
  const expiresAt = issuedAt + Math.ceil(ttlMs / 1000);
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(config.jwtSecret));
  return { token, expiresAtMs: expiresAt * 1000 };
}
