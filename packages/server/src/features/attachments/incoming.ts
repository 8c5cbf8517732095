import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromDisk } from "../../storage/diskStore.ts";

/** Where files are while they are received and looked at: in DATA_DIR, so that keeping one is a rename. */
export class Incoming {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Gives `work` a path of its own, and removes what it has left there and beside it. */
  async use<Result>(id: string, work: (path: string) => Promise<Result>): Promise<Result> {
    const path = join(this.#directory, id);
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      return await work(path);
    } catch (error) {
      throw fromDisk(error);
    } finally {
      await Promise.all(["", ".clean", ".thumbnail"].map((end) => rm(path + end, { force: true }).catch(() => {})));
    }
  }

  /** What a process that was killed has left. */
  async removeOlderThan(timeMs: number): Promise<void> {
    for (const name of await readdir(this.#directory).catch(() => [])) {
      const path = join(this.#directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < timeMs) await rm(path, { force: true });
    }
  }
}
