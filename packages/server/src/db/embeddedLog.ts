import { closeSync, existsSync, fchownSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";
import type { PostgresUser } from "./embeddedUser.ts";

const maxLogBytes = 10_000_000;

/** The server's log, beside the cluster. */
export function logPath(dataDir: string): string {
  return `${dataDir}.log`;
}

export type Log = {
  fd: number;
  /** What was written since it was opened; the last part of it, if it is long. */
  read(): string;
  close(): void;
};

/** Opens the log for a server about to be launched. A long one is put away first. */
export function openLog(dataDir: string, user: PostgresUser): Log {
  const path = logPath(dataDir);
  if (existsSync(path) && statSync(path).size > maxLogBytes) renameSync(path, `${path}.old`);
  const fd = openSync(path, "a", 0o600);
  // Who owns the cluster can also start it without root, and must then be able to write here.
  if (user) fchownSync(fd, user.uid, user.gid);
  const start = fstatSync(fd).size;
  return { fd, read: () => readFrom(path, start), close: () => closeSync(fd) };
}

function readFrom(path: string, start: number): string {
  const fd = openSync(path, "r");
  const { size } = fstatSync(fd);
  const from = Math.max(start, size - 64_000);
  const text = Buffer.alloc(Math.max(0, size - from));
  readSync(fd, text, 0, text.length, from);
  closeSync(fd);
  return text.toString();
}
