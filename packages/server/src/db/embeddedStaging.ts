import { closeSync, constants, fsyncSync, openSync } from "node:fs";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isProcess } from "./embeddedPostmaster.ts";

const inProgress = new Set<string>();

/**
 * Builds a directory under another name beside `target` and renames it when it is whole, so that a process killed half-way leaves
 * nothing that looks finished. When two processes build at once, the first one's stays.
 */
export async function buildThenRename(target: string, build: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(`${target}.new-${process.pid}-`);
  inProgress.add(directory);
  try {
    await build(directory);
    await rename(directory, target);
    syncDirectory(dirname(target));
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EBUSY") throw new Error(`${target} is a mount point, which cannot be replaced: mount its parent directory instead.`);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  } finally {
    inProgress.delete(directory);
  }
}

/** Removes what killed builders of `target` left behind. */
export async function sweepLeftovers(target: string): Promise<void> {
  const prefix = `${basename(target)}.new-`;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const leftover = join(dirname(target), name);
    const builder = Number(name.slice(prefix.length).split("-")[0]);
    // Our own pid does not prove a living builder: in a container every run of Parley has the same one.
    if (inProgress.has(leftover) || (builder !== process.pid && isProcess(builder))) continue;
    // An initdb that outlived its parent may still be writing in there; what it adds while we delete is swept by the next start.
    await rm(leftover, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}

/** Without this a power cut may undo the rename and the sweep would then delete a cluster that has taken messages. */
function syncDirectory(directory: string): void {
  const fd = openSync(directory, constants.O_RDONLY);
  fsyncSync(fd);
  closeSync(fd);
}
