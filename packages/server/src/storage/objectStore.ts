import type { Readable } from "node:stream";

/** Bytes `start` to `end`, both included. */
export type Range = { start: number; end: number };

export type DirectUpload = { url: string; headers: { "content-type": string; "content-length": string } };

/**
 * Where files are kept. Keys are ours, never a user's text. Two kinds: the
 * local disk (diskStore.ts) and S3-compatible stores (s3Store.ts); one test
 * (objectStore.test.ts) holds both to this. Failures are ParleyErrors:
 * `storage_full`, or `storage_unavailable` for everything that may pass.
 */
export type ObjectStore = {
  /** Takes a file as an object; the file may be gone afterwards. Nothing is there under the key before all of it is, on disk. */
  put(key: string, file: { path: string; bytes: number; mediaType: string }): Promise<void>;
  /** Throws `not_found` where there is no such object. */
  read(key: string, range?: Range): Promise<Readable>;
  /** undefined: there is no such object. */
  sizeOf(key: string): Promise<number | undefined>;
  /** What is not there is removed already. */
  remove(key: string): Promise<void>;
  /** An address to which a client may send exactly this; undefined: this store has none. */
  signUpload?(key: string, file: { bytes: number; mediaType: string; ttlMs: number }): Promise<DirectUpload>;
};
