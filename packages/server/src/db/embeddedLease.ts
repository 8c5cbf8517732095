import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { type PostgresUser, runAs } from "./embeddedUser.ts";

/**
 * The lease decides how long a server lives: it is a named pipe in the socket directory, every process that uses the server holds it
 * open for writing, and the supervisor reads it. When the last holder lets go or is killed, the supervisor sees the end of the file.
 */
export type Lease = {
  fd: number;
  /** Lets go; true if nobody else holds it, so that the server is now without users. */
  release(): boolean;
};

/** Where the supervisor finds the pipe. */
export function leasePath(socketDir: string): string {
  return join(socketDir, "lease");
}

/** Makes the pipe of a server about to be launched, and holds it. */
export async function createLease(socketDir: string, user: PostgresUser): Promise<Lease> {
  const path = leasePath(socketDir);
  const made = await runAs(user, ["mkfifo", "-m", "600", path]);
  if (made.status !== 0) throw new Error(`Cannot make a named pipe in ${socketDir}: ${made.output.trim()}`);
  return holdLease(path);
}

/**
 * Holds the lease of a running server. "unheld" means that its users and perhaps its supervisor are gone, "missing" that it was not
 * started by Parley.
 */
export function joinLease(socketDir: string): Lease | "unheld" | "missing" {
  const path = leasePath(socketDir);
  try {
    return isHeld(path) ? holdLease(path) : "unheld";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "missing";
    throw error;
  }
}

function holdLease(path: string): Lease {
  // A pipe without a reader cannot be opened for writing, and the supervisor may not be there yet (or no longer).
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  closeSync(reader);
  return {
    fd,
    release() {
      closeSync(fd);
      try {
        return !isHeld(path);
      } catch {
        return true; // the supervisor has removed it, which it does after the server's end
      }
    },
  };
}

/** Reading an empty pipe gives 0 bytes when nobody could still write, and EAGAIN when somebody could. */
function isHeld(path: string): boolean {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    readSync(reader, Buffer.alloc(1));
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return true;
    throw error;
  } finally {
    closeSync(reader);
  }
}
