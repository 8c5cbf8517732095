import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import base from "../vitest.config.ts";

/** `npm run trust`: everything in this folder in full. `npm test` runs the same files as a smoke (see src/scale.ts). */
export default defineConfig({
  ...base,
  // A relative root would be one of the directory that vitest is started in.
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    ...base.test,
    include: ["trust/**/*.test.ts"],
    reporters: ["default", "./trust/src/table.ts"],
    env: { PARLEY_TRUST: "full" },
    testTimeout: 20 * 60_000,
    // One at a time: what is killed and paused here should meet load of its own making only.
    maxWorkers: 1,
  },
});
