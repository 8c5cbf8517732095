import { spawn } from "node:child_process";
import { type Lease, leasePath } from "./embeddedLease.ts";
import type { Log } from "./embeddedLog.ts";
import { type PostgresUser, postgresProcess, type Reach } from "./embeddedUser.ts";

/**
 * Stops the server cleanly when nobody holds the lease any more, also after kill -9 of every holder, and removes the socket directory.
 * It exits with the server. If that ended before its time, the socket directory stays, because in it the holders put a link to the
 * next one; a keeper removes it after the last of them.
 * SIGINT is repeated, since it is ignored here and so by the server too until that has set its own handlers.
 * Descriptors: 3 is a writing end inherited from us, so that opening the reading end cannot block; 4 may be the data directory.
 * The signals of a closed terminal or of a service manager are ignored, since Parley, which gets them too, still needs the server.
 */
const script = `
trap '' HUP INT TERM
socketDir=$1; lease=$2; shift 2
exec 5<"$lease" 3>&-
"$@" 5<&- &
postgres=$!
(while read -r _; do :; done; while kill -INT "$postgres"; do sleep 1; done) <&5 2>/dev/null &
watcher=$!
wait "$postgres"; status=$?
kill -KILL "$watcher" 2>/dev/null
(while read -r _; do :; done; rm -rf "$socketDir") <&5 >/dev/null 2>&1 4<&- 5<&- &
exit "$status"
`;

type SuperviseOptions = { command: string[]; user: PostgresUser; socketDir: string; lease: Lease; log: Log; reach: Reach };

/** Runs a server below a supervisor that outlives this process if it must. Returns whether it has exited. */
export function supervise({ command, user, socketDir, lease, log, reach }: SuperviseOptions): () => boolean {
  const child = spawn("sh", ["-c", script, "supervisor", socketDir, leasePath(socketDir), ...command], {
    ...postgresProcess(user),
    // A session of its own: Ctrl-C in the terminal must reach Parley only, which stops the server when it has finished.
    detached: true,
    stdio: ["ignore", log.fd, log.fd, lease.fd, reach.fd ?? "ignore"],
  });
  let hasExited = false;
  child.on("error", () => (hasExited = true));
  child.on("exit", () => (hasExited = true));
  child.unref();
  return () => hasExited;
}
