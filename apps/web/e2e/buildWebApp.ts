import { execFileSync } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "@parley/testkit";

const root = join(import.meta.dirname, "../../..");
const built = join(root, "apps/web/dist/index.html");
const lock = join(root, "apps/web/dist.lock");
const sources = ["apps/web/index.html", "apps/web/vite.config.ts", "apps/web/{src,public}/**/*.*", "packages/{client,react,protocol}/src/**/*.*"];

function isStale(): boolean {
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  return globSync(sources, { cwd: root }).some((file) => statSync(join(root, file)).mtimeMs > builtAt);
}

/** Builds what the server serves, if a source is newer than it. Test files run at once; one of them builds. */
export async function buildWebApp(): Promise<void> {
  if (!isStale()) return;
  const first = await mkdir(lock).then(
    () => true,
    () => false,
  );
  if (!first) {
    await waitFor("another test file to build the application", () => !existsSync(lock), 60_000);
    return;
  }
  try {
    // vitest sets NODE_ENV=test, which would build React for development.
    execFileSync("npm", ["run", "--silent", "build", "-w", "@parley/web"], { cwd: root, stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } });
  } finally {
    await rm(lock, { recursive: true });
  }
}
