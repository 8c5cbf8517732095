import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { EmbeddedConnection } from "./embeddedDatabase.ts";

/** Makes the name of one socket lead to another. Several processes may do it at once, each to the same end. */
export async function redirect(from: EmbeddedConnection, to: EmbeddedConnection): Promise<void> {
  if (from.host === to.host) return;
  const name = socketPath(from);
  const link = `${name}.new-${process.pid}`;
  // Somebody may have tidied up the system's temporary files.
  await mkdir(from.host, { recursive: true, mode: 0o700 });
  await rm(link, { force: true });
  await symlink(socketPath(to), link);
  await rename(link, name);
}

function socketPath({ host, port }: EmbeddedConnection): string {
  return join(host, `.s.PGSQL.${port}`);
}
