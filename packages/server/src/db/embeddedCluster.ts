import { chownSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { buildThenRename, sweepLeftovers } from "./embeddedStaging.ts";
import { type PostgresUser, reachDirectory, runAs } from "./embeddedUser.ts";

/** The role that owns the embedded cluster. */
export const clusterOwner = "postgres";

type ClusterOptions = { dataDir: string; user: PostgresUser; native: string; sync: boolean };

/** Makes the cluster if there is none yet, with its files forced to disk if `sync`. A directory that holds something else is left alone, with an error. */
export async function ensureCluster({ dataDir, user, native, sync }: ClusterOptions): Promise<void> {
  await sweepLeftovers(dataDir);
  if (await isFile(`${dataDir}/PG_VERSION`)) return;
  const present = await readdir(dataDir).catch(() => []);
  if (present.length > 0) throw new Error(`${dataDir} holds files but no PostgreSQL cluster: empty it or choose another DATA_DIR.`);
  await buildThenRename(dataDir, async (directory) => {
    if (user) chownSync(directory, user.uid, user.gid);
    const reach = await reachDirectory(user, directory);
    try {
      let output = "";
      for (const characterClasses of ["C.UTF-8", "en_US.UTF-8", "C"]) {
        const command = [`${native}/bin/initdb`, "-D", reach.path, ...initdbArguments(characterClasses), ...(sync ? [] : ["--no-sync"])];
        const result = await runAs(user, command, reach);
        if (result.status === 0) return;
        output = result.output;
        if (!output.includes("invalid locale name")) break;
      }
      throw new Error(`PostgreSQL could not make its cluster in ${dataDir}:\n${output.trim().split("\n").slice(-8).join("\n")}`);
    } finally {
      reach.close();
    }
  });
}

/** Throws if the cluster of a server that was running is no longer there: an empty one in its place would hide the loss. */
export async function requireCluster(dataDir: string): Promise<void> {
  if (await isFile(`${dataDir}/PG_VERSION`)) return;
  throw new Error(`The PostgreSQL cluster in ${dataDir} is gone, and no new one is made in its place: put it back, or restart Parley on a backup.`);
}

/**
 * The builtin provider sorts by code point: as fast as memcmp, and no update of the system's libc or move to another machine can
 * silently corrupt an index, while lower(), ILIKE and full-text search know all letters (with libc's "C" they know only a–z).
 * lc-ctype is the exception that must not be "C": pg_trgm alone still asks libc what a letter is, and would drop every
 * non-ASCII one (show_trgm('ЖУК') is then empty). Not every system has C.UTF-8, hence the parameter.
 */
function initdbArguments(characterClasses: string): string[] {
  return [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    `--lc-ctype=${characterClasses}`,
    `--username=${clusterOwner}`,
    // The socket directory is closed to everyone else (0700), and there is no other way in.
    "--auth=trust",
  ];
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
