import { copyFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fail, ParleyError } from "@parley/protocol";
import type { ObjectStore } from "./objectStore.ts";

/** No key can name anything outside the directory, whatever made it. */
const keyPattern = /^[a-z0-9][a-z0-9-]{7,63}(\.[a-z]{1,16})?$/;

/** Files on the local disk, in 256 directories, so that none of them grows to millions. */
export class DiskStore implements ObjectStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(key: string, { path }: { path: string }): Promise<void> {
    const target = this.#pathOf(key);
    const draft = `${target}.new`;
    try {
      await mkdir(dirname(target), { recursive: true });
      await moveTo(path, draft);
      await sync(draft);
      await rename(draft, target);
      await sync(dirname(target));
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {});
      throw fromDisk(error);
    }
  }

  async read(key: string, range?: { start: number; end: number }) {
    try {
      const file = await open(this.#pathOf(key));
      return file.createReadStream(range);
    } catch (error) {
      throw fromDisk(error);
    }
  }

  async sizeOf(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.#pathOf(key))).size;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw fromDisk(error);
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await Promise.all([rm(path, { force: true }), rm(`${path}.new`, { force: true })]).catch((error) => {
      throw fromDisk(error);
    });
  }

  #pathOf(key: string): string {
    if (!keyPattern.test(key)) throw new Error(`"${key}" is not a key`);
    // The end of a UUIDv7 is random, its beginning is the time.
    const [name = ""] = key.split(".");
    return join(this.#directory, name.slice(-2), key);
  }
}

/** A rename where it can be one; DATA_DIR may span two file systems. */
async function moveTo(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFile(from, to);
  }
}

/** Of a file its content, of a directory its names: on disk, not in a cache. */
async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

const full = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const passing = new Set(["EIO", "EROFS", "EMFILE", "ENFILE", "EACCES", "EPERM", "ESTALE", "ETIMEDOUT"]);

/** What a disk says → what a client may know. */
export function fromDisk(error: unknown): unknown {
  if (error instanceof ParleyError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (full.has(code)) return fail("storage_full");
  if (passing.has(code)) return fail("storage_unavailable");
  return isAbsent(error) ? fail("not_found") : error;
}
