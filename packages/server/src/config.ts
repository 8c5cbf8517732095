import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile } from "@fastify/proxy-addr";
import { z } from "zod";
import { dialectNames } from "./dialects/index.ts";
import { type AllowedTarget, toAllowedTarget } from "./outbound/allowedTarget.ts";

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
  CLIENT_HOST: z.string().default(""),
  TRUST_PROXY: z.string().default(""),
  RATE_LIMITS: z.coerce.number().min(0).default(1),
  METRICS_TOKEN: z.string().min(16, "use at least 16 characters").optional(),
  SEARCH_INDEXER: onOff.default(true),
  UPLOAD_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(100 * 1024 * 1024),
  UPLOAD_QUOTA_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(5 * 1024 ** 3),
  UPLOAD_IDLE_SECONDS: z.coerce.number().min(0.1).max(600).default(30),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  CLAMD_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/, "write it as host:port")
    .optional(),
  ROOT_DIALECT: z.enum(dialectNames).default("native"),
  ACCOUNTS: onOff.default(true),
  DEMO: onOff.optional(),
  LINK_PREVIEWS: onOff.default(true),
  OUTBOUND_ALLOW: z.string().default(""),
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
  /** Largest file that is taken. */
  uploadMaxBytes: number;
  /** All files of one user; 0: no limit. */
  uploadQuotaBytes: number;
  /** An upload that brings nothing for this long is given up. */
  uploadIdleMs: number;
  /** Where files are kept; null: in dataDir. */
  s3: { endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string } | null;
  /** Every file is scanned there before it is stored; null: none is. */
  clamd: { host: string; port: number } | null;
  /** The dialect that answers at `/` as well as under its own name. */
  rootDialect: string;
  accounts: boolean;
  /** Whether pages that messages link to are fetched. */
  linkPreviews: boolean;
  /** What this server may reach outside the public Internet. */
  outboundAllow: AllowedTarget[];
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
  const originsOf = (name: "CLIENT_ORIGINS" | "CLIENT_HOST"): string[] => {
    const origins = toList(values[name]);
    for (const origin of origins)
      if (URL.parse(origin)?.origin !== origin) faults.push(`${name}: "${origin}" is not an origin such as https://app.example.com`);
    return origins;
  };
  const origins = [...originsOf("CLIENT_ORIGINS"), ...originsOf("CLIENT_HOST")];
  const trustProxy = toList(values.TRUST_PROXY);
  try {
    compile(trustProxy);
  } catch (error) {
    faults.push(`TRUST_PROXY: ${(error as Error).message}`);
  }
  const outboundAllow = toList(values.OUTBOUND_ALLOW).flatMap((entry) => {
    const target = toAllowedTarget(entry);
    if (target === null) faults.push(`OUTBOUND_ALLOW: "${entry}" is not a host such as wiki.example, 10.0.0.7:8080 or [fd00::7]`);
    return target ?? [];
  });
  const s3Names = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"];
  const s3Missing = s3Names.filter((name) => values[name] === undefined);
  if (s3Missing.length > 0 && s3Missing.length < s3Names.length) faults.push(`${s3Missing.join(", ")}: must be set with the other S3_ variables`);
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
    uploadMaxBytes: fields.UPLOAD_MAX_BYTES,
    uploadQuotaBytes: fields.UPLOAD_QUOTA_BYTES,
    uploadIdleMs: fields.UPLOAD_IDLE_SECONDS * 1000,
    s3: toS3(fields),
    clamd: toAddress(fields.CLAMD_ADDRESS),
    rootDialect: fields.ROOT_DIALECT,
    accounts: fields.ACCOUNTS,
    linkPreviews: fields.LINK_PREVIEWS,
    outboundAllow,
    demo: fields.DEMO ?? !production,
    logLevel: fields.LOG_LEVEL,
  };
}

function toS3(fields: z.output<typeof environment>): Config["s3"] {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = fields;
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return null;
  return { endpoint: endpoint.replace(/\/$/, ""), bucket, region, accessKeyId, secretAccessKey };
}

function toAddress(value: string | undefined): Config["clamd"] {
  const [host, port] = value?.split(":") ?? [];
  return host === undefined || port === undefined ? null : { host, port: Number(port) };
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
