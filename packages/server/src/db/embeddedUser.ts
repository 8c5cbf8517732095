import { spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { stat } from "node:fs/promises";

/** The operating system user PostgreSQL runs as; `undefined` is whoever runs Parley. */
export type PostgresUser = { uid: number; gid: number } | undefined;

/** How the PostgreSQL user names a directory: its path, or one that is good where `fd` is inherited as `stdio[4]`. */
export type Reach = { path: string; fd: number | undefined; close(): void };

/** The number under which a child process inherits `Reach.fd`: its place in `stdio`. */
const directoryFd = 4;

/**
 * PostgreSQL refuses to run as root. Root therefore hands it to the owner of an existing cluster (who may be another user
 * than a fresh cluster would get), else to `postgres`, else to `nobody`.
 */
export async function choosePostgresUser(dataDir: string): Promise<PostgresUser> {
  if (process.geteuid?.() !== 0) return undefined;
  const cluster = await stat(`${dataDir}/PG_VERSION`).catch(() => undefined);
  if (cluster?.uid === 0) {
    throw new Error(`${dataDir} belongs to root, which PostgreSQL refuses: give it to an ordinary user (chown -R postgres ${dataDir}).`);
  }
  if (cluster) return { uid: cluster.uid, gid: cluster.gid };
  for (const name of ["postgres", "nobody"]) {
    const ids = await runAs(undefined, ["sh", "-c", 'id -u "$1" && id -g "$1"', "sh", name]);
    const [uid, gid] = ids.output.split("\n").map(Number);
    if (ids.status === 0 && uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error("PostgreSQL refuses to run as root and there is no user postgres or nobody: run Parley as an ordinary user or set DATABASE_URL.");
}

/** Spawn options for everything PostgreSQL: a directory and an environment that suit any user, and nothing of ours inherited. */
export function postgresProcess(user: PostgresUser) {
  return {
    ...user,
    cwd: "/",
    // PG* variables of the host's shell would reconfigure the server; a localised one would translate its log.
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" },
  };
}

/** Runs a command to its end as `user`. `status` is the exit status, or the reason why it could not be run ("ENOENT", "SIGKILL"). */
export function runAs(user: PostgresUser, [program = "", ...args]: string[], reach?: Reach): Promise<{ status: number | string; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...postgresProcess(user),
      stdio: ["ignore", "pipe", "pipe", "ignore", reach?.fd ?? "ignore"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    child.on("error", (error: NodeJS.ErrnoException) => resolve({ status: error.code ?? "unknown", output: error.message }));
    child.on("close", (code, signal) => resolve({ status: code ?? signal ?? "unknown", output }));
  });
}

/** Whether `user` can use a directory; tried rather than computed, because groups, ACLs and mounts decide it too. */
export async function canEnter(user: PostgresUser, directory: string): Promise<boolean> {
  if (!user) return true;
  return (await runAs(user, ["sh", "-c", 'cd "$1"', "sh", directory])).status === 0;
}

/**
 * Makes a directory of the PostgreSQL user reachable for it. Below a parent it may not cross (a checkout in /root, mode 0700) it is
 * given an open descriptor and the path /proc/self/fd/4, which Linux resolves without looking at the parents: the data stays where
 * the operator put it, and nobody's permissions are widened.
 */
export async function reachDirectory(user: PostgresUser, directory: string): Promise<Reach> {
  if (await canEnter(user, directory)) return { path: directory, fd: undefined, close() {} };
  const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  const reach: Reach = { path: `/proc/self/fd/${directoryFd}`, fd, close: () => closeSync(fd) };
  if ((await runAs(user, ["sh", "-c", 'cd "$1"', "sh", reach.path], reach)).status === 0) return reach;
  reach.close();
  throw new Error(
    `PostgreSQL refuses to run as root and user ${user?.uid} cannot enter ${directory}: put the data elsewhere (DATA_DIR=/var/lib/parley), run Parley as an ordinary user, or set DATABASE_URL.`,
  );
}
