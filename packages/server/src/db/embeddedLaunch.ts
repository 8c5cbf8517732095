import { spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, fchownSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLease, type Lease, leasePath } from "./embeddedLease.ts";
import { canEnter, type PostgresUser, postgresProcess, reachDirectory } from "./embeddedUser.ts";

/** A server that was just started; nothing is known yet about whether it will answer. */
type Launched = {
  socketDir: string;
  lease: Lease;
  hasExited(): boolean;
  /** What it has written to its log since it was launched. */
  readLog(): string;
};

type LaunchOptions = { dataDir: string; user: PostgresUser; native: string; settings: Record<string, string> };

const maxLogBytes = 10_000_000;

// Durability (fsync, synchronous_commit, full_page_writes) is deliberately absent: the defaults keep what was acknowledged.
const defaultSettings: Record<string, string> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  // Stated although they are defaults, because initdb lowers them where it finds little shared memory at that moment.
  max_connections: "100",
  shared_buffers: "128MB",
  // Parley's queries are short and many: workers and JIT cost each of them more than they save, and parallel workers
  // need /dev/shm, of which a container has 64 MB.
  max_parallel_workers_per_gather: "0",
  max_parallel_maintenance_workers: "0",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

/**
 * Stops the server cleanly when nobody holds the lease any more, also after kill -9 of every holder, and removes the socket directory.
 * Descriptors: 3 is a writing end inherited from us, so that opening the reading end cannot block; 4 may be the data directory.
 * The signals of a closed terminal or of a service manager are ignored, since Parley, which gets them too, still needs the server.
 */
const supervisor = `
trap '' HUP INT TERM
socketDir=$1; lease=$2; shift 2
exec 5<"$lease" 3>&-
"$@" 5<&- &
postgres=$!
(while read -r _; do :; done; kill -INT "$postgres") <&5 &
watcher=$!
exec 5<&-
wait "$postgres"; status=$?
kill -KILL "$watcher" 2>/dev/null
rm -rf "$socketDir"
exit "$status"
`;

/** Starts PostgreSQL on an existing cluster, below a supervisor that outlives this process if it must. */
export async function launchPostgres({ dataDir, user, native, settings }: LaunchOptions): Promise<Launched> {
  const reach = await reachDirectory(user, dataDir);
  const socketDir = await makeSocketDir(user);
  const lease = await createLease(socketDir, user);
  const logFd = openLog(logPath(dataDir), user);
  const logStart = fstatSync(logFd).size;
  const allSettings = { ...defaultSettings, unix_socket_directories: socketDir, ...settings };
  const command = [`${native}/bin/postgres`, "-D", reach.path, ...Object.entries(allSettings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const child = spawn("sh", ["-c", supervisor, "supervisor", socketDir, leasePath(socketDir), ...command], {
    ...postgresProcess(user),
    // A session of its own: Ctrl-C in the terminal must reach Parley only, which stops the server when it has finished.
    detached: true,
    stdio: ["ignore", logFd, logFd, lease.fd, reach.fd ?? "ignore"],
  });
  let exited = false;
  child.on("error", () => (exited = true));
  child.on("exit", () => (exited = true));
  child.unref();
  closeSync(logFd);
  reach.close();
  return { socketDir, lease, hasExited: () => exited, readLog: () => readFrom(logPath(dataDir), logStart) };
}

/** The server's log, beside the cluster. */
export function logPath(dataDir: string): string {
  return `${dataDir}.log`;
}

/** A fresh directory for each launch: its name cannot be foreseen by another user, and no earlier server's socket lies in it. */
async function makeSocketDir(user: PostgresUser): Promise<string> {
  // The path of a unix socket is limited to 107 bytes (103 on macOS), and root's TMPDIR may be closed to the PostgreSQL user.
  const isUsable = async (parent: string) => Buffer.byteLength(parent) < 68 && (await canEnter(user, parent));
  const socketDir = await mkdtemp(join((await isUsable(tmpdir())) ? tmpdir() : "/tmp", "parley-pg-"));
  if (user) chownSync(socketDir, user.uid, user.gid);
  return socketDir;
}

function openLog(path: string, user: PostgresUser): number {
  if (existsSync(path) && statSync(path).size > maxLogBytes) renameSync(path, `${path}.old`);
  const fd = openSync(path, "a", 0o600);
  // Who owns the cluster can also start it without root, and must then be able to write here.
  if (user) fchownSync(fd, user.uid, user.gid);
  return fd;
}

function readFrom(path: string, start: number): string {
  const fd = openSync(path, "r");
  const text = Buffer.alloc(Math.max(0, Math.min(fstatSync(fd).size - start, 64_000)));
  readSync(fd, text, 0, text.length, start);
  closeSync(fd);
  return text.toString();
}
