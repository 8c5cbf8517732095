import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/**/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.ts", "trust/**/*.test.ts"],
    globalSetup: ["packages/testkit/src/globalSetup.ts"],
    // Waiting for a condition costs nothing where it comes soon; a busy machine takes its time.
    testTimeout: 150_000,
    hookTimeout: 150_000,
    expect: { poll: { timeout: 60_000 } },
    // Tests mostly wait for a database or a socket: more workers than cores, which keep what they have loaded, take a fifth of the time.
    // Files share no state but modules, and each has a server and a database of its own.
    isolate: false,
    maxWorkers: 4,
  },
});
