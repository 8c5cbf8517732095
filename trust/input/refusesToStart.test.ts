import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const main = fileURLToPath(import.meta.resolve("@parley/server/main"));
const secret = "0123456789abcdef0123456789abcdef";
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parley-refusal-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** The product's own process. Should it start in spite of all, it finds no database. */
async function start(env: Record<string, string>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, DATABASE_URL: "postgres://nobody@127.0.0.1:9/nothing", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (written.stdout += chunk));
  child.stderr.on("data", (chunk) => (written.stderr += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...written };
}

test.each([
  ["JWT_SECRET", { NODE_ENV: "production" }],
  ["JWT_SECRET", { NODE_ENV: "production", JWT_SECRET: "" }],
  ["JWT_SECRET", { NODE_ENV: "production", JWT_SECRET: "secret" }],
  ["JWT_SECRET", { NODE_ENV: "development", JWT_SECRET: "changeme" }],
  ["CLIENT_ORIGINS", { NODE_ENV: "production", JWT_SECRET: secret, CLIENT_ORIGINS: "*" }],
  ["DEMO", { NODE_ENV: "production", JWT_SECRET: secret, DEMO: "on" }],
  ["TRUST_PROXY", { NODE_ENV: "production", JWT_SECRET: secret, TRUST_PROXY: "everybody" }],
  ["METRICS_TOKEN", { NODE_ENV: "production", JWT_SECRET: secret, METRICS_TOKEN: "short" }],
])("S43 the process ends with 1 and one clear text about %s: %j", async (variable, env) => {
  const { code, stdout, stderr } = await start(env);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Parley cannot start:\n {2}\S/);
  expect(stderr).toContain(`${variable}:`);
  expect(stderr.trim().split("\n")).toHaveLength(2);
  expect(stderr).not.toContain(secret);
});
