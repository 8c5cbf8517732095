import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own, to be filled. */
export type SmallDisk = {
  path: string;
  /** Takes the space that is left, but for so many bytes. */
  fill(leaving?: number): void;
  /** Gives back what `fill` has taken. */
  free(): void;
  remove(): void;
};

/** Linux, root, and not in a container that may not mount. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0 && tryToMount();

function tryToMount(): boolean {
  try {
    mountSmallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
}

export function mountSmallDisk(megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "parley-disk-"));
  execFileSync("/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "parley-test", path]);
  const ballast = join(path, "ballast");
  return {
    path,
    fill(leaving = 0) {
      const { bavail, bsize } = statfsSync(path);
      const bytes = bavail * bsize - leaving;
      try {
        if (bytes > 0) appendFileSync(ballast, Buffer.alloc(bytes));
      } catch (error) {
        // PostgreSQL was quicker.
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      // Lazily: a process that has just ended may hold it for a moment longer.
      execFileSync("/bin/umount", ["--lazy", path]);
      rmSync(path, { recursive: true });
    },
  };
}
