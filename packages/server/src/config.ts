import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile } from "@fastify/proxy-addr";
import { z } from "zod";

const onOff = z.enum(["on", "off"]).transform((value) => value === "on");
const weakSecrets = new Set(["secret", "changeme", "your-secret-key", "password", "development"]);

/** Environment variables, their meaning (.env.example says more) and their defaults. */
const environment = z.object({
  NODE_ENV: z.string().default("development"),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  HOST: z.string().default("0.0.0.0"),
  PUBLIC_URL: z.url().optional(),
  DATA_DIR: z.string().default("./data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: z.coerce.number().int().min(4).max(200).default(10),
  JWT_SECRET: z.string().optional(),
  JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  CLIENT_ORIGINS: z.string().default(""),
  TRUST_PROXY: z.string().default(""),
  RATE_LIMITS: z.coerce.number().min(0).default(1),
  METRICS_TOKEN: z.string().min(16, "use at least 16 characters").optional(),
  SEARCH_INDEXER: onOff.default(true),
  ACCOUNTS: onOff.default(true),
  DEMO: onOff.optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Their names, for the check of .env.example. */
export const variables = Object.keys(environment.shape);

export type Config = {
  production: boolean;
  port: number;
  host: string;
  /** Where browsers reach this server; default: http://localhost:PORT. */
  publicUrl: string | null;
  dataDir: string;
  /** null: the embedded PostgreSQL in dataDir. */
  databaseUrl: string | null;
  databasePool: number;
  /** HS256 key of our own tokens, and of the host's unless jwksUrl is set. */
  jwtSecret: string;
  jwksUrl: string | null;
  jwtIssuer: string | null;
  jwtAudience: string | null;
  /** Origins other than our own that may call and connect. */
  clientOrigins: string[];
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  trustProxy: string[];
  /** Multiplies every budget of limits.budgets; 0: no limits. */
  rateLimits: number;
  /** Opens /metrics to whoever sends it; null: there is no such path. */
  metricsToken: string | null;
  /** This process keeps the search index up to date; false: another does. */
  searchIndexer: boolean;
  accounts: boolean;
  demo: boolean;
  logLevel: string;
};

/** Every fault in the environment at once, one line each. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Environment → Config. `*_FILE` variants read the value from a file. Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const faults: string[] = [];
  const values: Record<string, string> = {};
  for (const name of variables) {
    const file = env[`${name}_FILE`];
    if (env[name] !== undefined && env[name] !== "") values[name] = env[name];
    else if (file !== undefined) {
      try {
        values[name] = readFileSync(file, "utf8").trim();
      } catch (error) {
        faults.push(`${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      }
    }
  }
  const parsed = environment.safeParse(values);
  if (!parsed.success) for (const issue of parsed.error.issues) faults.push(`${issue.path.join(".")}: ${issue.message}`);

  const production = values.NODE_ENV === "production";
  const secret = values.JWT_SECRET;
  if (secret !== undefined && (secret.length < 32 || weakSecrets.has(secret.toLowerCase())))
    faults.push("JWT_SECRET: use at least 32 random characters, e.g. `openssl rand -hex 32`");
  if (production && secret === undefined) faults.push("JWT_SECRET: must be set when NODE_ENV=production");
  const origins = toList(values.CLIENT_ORIGINS);
  for (const origin of origins) {
    if (URL.parse(origin)?.origin !== origin) faults.push(`CLIENT_ORIGINS: "${origin}" is not an origin such as https://app.example.com`);
  }
  const trustProxy = toList(values.TRUST_PROXY);
  try {
    compile(trustProxy);
  } catch (error) {
    faults.push(`TRUST_PROXY: ${(error as Error).message}`);
  }
  if (production && values.DEMO === "on") faults.push("DEMO: demo people can be signed in as by anybody; it cannot be on when NODE_ENV=production");
  if (!parsed.success || faults.length > 0) throw new ConfigError(`Parley cannot start:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);

  const fields = parsed.data;
  const dataDir = resolve(fields.DATA_DIR);
  return {
    production,
    port: fields.PORT,
    host: fields.HOST,
    publicUrl: fields.PUBLIC_URL ?? null,
    dataDir,
    databaseUrl: fields.DATABASE_URL ?? null,
    databasePool: fields.DATABASE_POOL,
    jwtSecret: secret ?? developmentSecret(dataDir),
    jwksUrl: fields.JWKS_URL ?? null,
    jwtIssuer: fields.JWT_ISSUER ?? null,
    jwtAudience: fields.JWT_AUDIENCE ?? null,
    clientOrigins: origins,
    trustProxy,
    rateLimits: fields.RATE_LIMITS,
    metricsToken: fields.METRICS_TOKEN ?? null,
    searchIndexer: fields.SEARCH_INDEXER,
    accounts: fields.ACCOUNTS,
    demo: fields.DEMO ?? !production,
    logLevel: fields.LOG_LEVEL,
  };
}

function toList(value = ""): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
}

/** Made once and kept, so that a restart does not sign everybody out. Never used in production. */
function developmentSecret(dataDir: string): string {
  const file = join(dataDir, "development-secret");
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) {
    // Two processes may start together: the first link wins, and nobody reads half a secret.
    const draft = `${file}-${process.pid}`;
    writeFileSync(draft, randomBytes(32).toString("hex"), { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
    unlinkSync(draft);
  }
  return readFileSync(file, "utf8").trim();
}
