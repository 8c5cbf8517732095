import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const secret = "0123456789abcdef0123456789abcdef";
let DATA_DIR: string;
beforeAll(() => {
  DATA_DIR = mkdtempSync(join(tmpdir(), "parley-config-"));
});
afterAll(() => rmSync(DATA_DIR, { recursive: true, force: true }));

const read = (env: Record<string, string>) => readConfig({ DATA_DIR, ...env });
const faultsOf = (env: Record<string, string>): string => {
  try {
    read(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("no fault was found");
};

describe("S43 what cannot be is refused at the start, by name", () => {
  test("production without a secret, and with the demo on", () => {
    expect(faultsOf({ NODE_ENV: "production" })).toContain("JWT_SECRET: must be set when NODE_ENV=production");
    expect(faultsOf({ NODE_ENV: "production", JWT_SECRET: secret, DEMO: "on" })).toContain("DEMO:");
  });

  test.each(["secret", "changeme", "x".repeat(31)])("the secret %s", (weak) => {
    for (const NODE_ENV of ["production", "development"]) {
      const faults = faultsOf({ NODE_ENV, JWT_SECRET: weak });
      expect(faults).toContain("JWT_SECRET: use at least 32 random characters");
      expect(faults.replace("JWT_SECRET", "")).not.toContain(`"${weak}"`);
    }
  });

  test.each([
    ["PORT", "80000"],
    ["PORT", "http"],
    ["DATABASE_URL", "mysql://localhost/x"],
    ["DATABASE_POOL", "1"],
    ["PUBLIC_URL", "chat"],
    ["JWKS_URL", "file:///etc/passwd"],
    ["ACCOUNTS", "maybe"],
    ["LOG_LEVEL", "loud"],
    ["LINK_PREVIEWS", "maybe"],
    ["OUTBOUND_ALLOW", "http://wiki.example"],
    ["OUTBOUND_ALLOW", "10.0.0.0/8"],
    ["OUTBOUND_ALLOW", "wiki.example, *"],
    ["CLIENT_ORIGINS", "*"],
    ["CLIENT_ORIGINS", "https://app.example.com/path"],
    ["CLIENT_ORIGINS", "https://app.example.com, null"],
    ["CLIENT_HOST", "shop.example"],
    ["JWT_SECRET_FILE", "/nowhere/secret"],
    ["JWT_SECRET_FILE", "/"],
  ])("%s=%s", (name, value) => {
    expect(faultsOf({ [name]: value })).toContain(`${name}:`);
  });

  test("production that is named by a file", () => {
    const file = join(DATA_DIR, "environment.txt");
    writeFileSync(file, "production\n");
    expect(faultsOf({ NODE_ENV_FILE: file })).toContain("JWT_SECRET: must be set");
  });

  test("all faults are told at once", () => {
    const faults = faultsOf({ NODE_ENV: "production", PORT: "x", LOG_LEVEL: "y", CLIENT_ORIGINS: "z" });
    for (const name of ["PORT", "LOG_LEVEL", "CLIENT_ORIGINS", "JWT_SECRET"]) expect(faults).toContain(`${name}:`);
  });
});

describe("what is read", () => {
  test("an empty environment gives an embedded database, accounts, the demo and a secret that a restart keeps", () => {
    const config = read({});
    expect(config).toMatchObject({ production: false, port: 4000, databaseUrl: null, accounts: true, demo: true, clientOrigins: [], jwksUrl: null });
    expect(config.jwtSecret).toHaveLength(64);
    expect(read({}).jwtSecret).toBe(config.jwtSecret);
    expect(statSync(join(DATA_DIR, "development-secret")).mode & 0o777).toBe(0o600);
  });

  test("production has no demo unless nobody asked for it, and empty variables count as absent", () => {
    expect(read({ NODE_ENV: "production", JWT_SECRET: secret, DEMO: "", PORT: "" })).toMatchObject({
      production: true,
      demo: false,
      port: 4000,
      jwtSecret: secret,
    });
  });

  test("X-OPS-01 T-SEC-03 origins are a list, and values may come from files", () => {
    const file = join(DATA_DIR, "secret.txt");
    writeFileSync(file, `${secret}\n`);
    const config = read({ JWT_SECRET_FILE: file, CLIENT_ORIGINS: "https://app.example.com, http://localhost:5173," });
    expect(config).toMatchObject({ jwtSecret: secret, clientOrigins: ["https://app.example.com", "http://localhost:5173"] });
    expect(read({ JWT_SECRET_FILE: file, JWT_SECRET: secret.toUpperCase() }).jwtSecret).toBe(secret.toUpperCase());
  });
});
