import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signHostToken } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { createTestDatabase, findFreePort, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { request } from "./clients.ts";

/** Every write to it fails as on a full disk. */
const full = "/dev/full";

describe.runIf(existsSync(full))("F9 the disk of the log is full", () => {
  test("F9 the server starts, answers and stops as if its log were written", async () => {
    const database = await createTestDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), "parley-data-"));
    const port = await findFreePort();
    const variables = {
      ...{ NODE_ENV: "test", HOST: "127.0.0.1", PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: database.url, DEMO: "off" },
      ...{ LOG_LEVEL: "trace", JWT_SECRET: "a secret of the tests, which is long enough" },
    };
    const log = openSync(full, "w");
    const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("@parley/server/main"))], {
      env: { PATH: process.env.PATH, ...variables },
      stdio: ["ignore", log, "pipe"],
    });
    closeSync(log);
    const ended = once(child, "exit");
    let complaints = "";
    child.stderr?.on("data", (chunk) => (complaints += chunk));
    try {
      const config = readConfig(variables);
      const server = {
        url: `http://127.0.0.1:${port}`,
        tokenFor: async (userId: string) => (await signHostToken(config, { now: Date.now }, { userId, name: userId, ttlMs: 3_600_000 })).token,
      };
      await waitFor(
        "the server to answer",
        () => {
          if (child.exitCode !== null) throw new Error(`it ended: ${complaints}`);
          return fetch(`${server.url}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          );
        },
        60_000,
      );
      for (let count = 0; count < 50; count += 1) {
        expect((await request(server, "ada", "GET", "/users/me")).status).toBe(200);
        // Of each refusal a line is written.
        expect((await request(server, "ada", "GET", "/conversations/nowhere")).status).toBe(400);
      }
      child.kill("SIGTERM");
      expect([await ended, complaints]).toEqual([[0, null], ""]);
    } finally {
      child.kill("SIGKILL");
      await ended;
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
