import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/**/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.ts"],
    globalSetup: ["packages/testkit/src/globalSetup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
