import { chownSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLease, type Lease } from "./embeddedLease.ts";
import { type Log, openLog } from "./embeddedLog.ts";
import { supervise } from "./embeddedSupervisor.ts";
import { canEnter, type PostgresUser, type Reach, reachDirectory } from "./embeddedUser.ts";

/** A server that was just started; nothing is known yet about whether it will answer. */
export type Launched = {
  socketDir: string;
  lease: Lease;
  hasExited(): boolean;
  /** What it has written to its log since it was launched. */
  readLog(): string;
};

type LaunchOptions = { dataDir: string; user: PostgresUser; native: string; settings: Record<string, string> };

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
 * Starts PostgreSQL on an existing cluster. On a full disk any step may fail, every few seconds for hours: what the steps before it have
 * made must not pile up.
 */
export async function launchPostgres(options: LaunchOptions): Promise<Launched> {
  const log = openLog(options.dataDir, options.user);
  try {
    const reach = await reachDirectory(options.user, options.dataDir);
    try {
      return await launch(options, reach, log);
    } finally {
      reach.close();
    }
  } finally {
    log.close();
  }
}

async function launch({ user, native, settings }: LaunchOptions, reach: Reach, log: Log): Promise<Launched> {
  const socketDir = await makeSocketDir(user);
  let lease: Lease | undefined;
  try {
    lease = await createLease(socketDir, user);
    const allSettings = { ...defaultSettings, unix_socket_directories: socketDir, ...settings };
    const command = [`${native}/bin/postgres`, "-D", reach.path, ...Object.entries(allSettings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
    const hasExited = supervise({ command, user, socketDir, lease, log, reach });
    return { socketDir, lease, hasExited, readLog: log.read };
  } catch (error) {
    lease?.release();
    await rm(socketDir, { recursive: true, force: true });
    throw error;
  }
}

/** A fresh directory for each launch: its name cannot be foreseen by another user, and no earlier server's socket lies in it. */
async function makeSocketDir(user: PostgresUser): Promise<string> {
  // The path of a unix socket is limited to 107 bytes (103 on macOS), and root's TMPDIR may be closed to the PostgreSQL user.
  const isUsable = async (parent: string) => Buffer.byteLength(parent) < 68 && (await canEnter(user, parent));
  const socketDir = await mkdtemp(join((await isUsable(tmpdir())) ? tmpdir() : "/tmp", "parley-pg-"));
  if (user) chownSync(socketDir, user.uid, user.gid);
  return socketDir;
}
