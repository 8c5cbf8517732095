import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { fail, type ParleyError } from "@parley/protocol";
import { AwsClient } from "aws4fetch";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { DirectUpload, ObjectStore, Range } from "./objectStore.ts";

/** A store that takes nothing in and says nothing for so long is down. */
const silenceMs = 10_000;

type S3Config = NonNullable<Config["s3"]>;

/**
 * Files in a bucket, addressed by path. Every object is written once under a
 * key of its own and PUT is atomic, so nobody reads half of one.
 */
export class S3Store implements ObjectStore {
  readonly #base: string;
  readonly #client: AwsClient;
  readonly #log: Logger;
  readonly #silenceMs: number;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Config, log: Logger, patienceMs = silenceMs) {
    this.#silenceMs = patienceMs;
    this.#base = `${endpoint}/${bucket}`;
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 });
    this.#log = log;
  }

  async put(key: string, { path, bytes, mediaType }: { path: string; bytes: number; mediaType: string }): Promise<void> {
    // Without the length the body would be sent in chunks, which S3 refuses. The body is not hashed: it is read once.
    const headers = { "content-length": String(bytes), "content-type": mediaType, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const body = createReadStream(path);
    const response = await this.#ask("PUT", key, { headers, body }).finally(() => body.destroy());
    await finish(response);
    if (!response.ok) throw this.#refused("PUT", response);
  }

  async read(key: string, range?: Range): Promise<Readable> {
    const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
    const response = await this.#ask("GET", key, { headers });
    if (response.status === 404) {
      await finish(response);
      throw fail("not_found");
    }
    const right = range === undefined ? response.status === 200 : response.status === 206;
    if (right && response.body !== null) return Readable.fromWeb(response.body as never);
    await finish(response);
    throw this.#refused("GET", response);
  }

  async sizeOf(key: string): Promise<number | undefined> {
    const response = await this.#ask("HEAD", key);
    await finish(response);
    if (response.status === 404) return undefined;
    if (!response.ok) throw this.#refused("HEAD", response);
    return Number(response.headers.get("content-length"));
  }

  async remove(key: string): Promise<void> {
    const response = await this.#ask("DELETE", key);
    await finish(response);
    if (!response.ok && response.status !== 404) throw this.#refused("DELETE", response);
  }

  async signUpload(key: string, { bytes, mediaType, ttlMs }: { bytes: number; mediaType: string; ttlMs: number }): Promise<DirectUpload> {
    const headers = { "content-type": mediaType, "content-length": String(bytes) };
    const url = `${this.#base}/${key}?X-Amz-Expires=${Math.floor(ttlMs / 1000)}`;
    // Signed too, so that neither another size nor another type is accepted.
    const signed = await this.#client.sign(url, { method: "PUT", headers, aws: { signQuery: true, allHeaders: true } });
    return { url: signed.url, headers };
  }

  /** Resolves when the answer begins: `read` hands out its body, which may take its time. */
  async #ask(method: string, key: string, { headers = {}, body }: { headers?: Record<string, string>; body?: Readable } = {}): Promise<Response> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.#silenceMs);
    try {
      const signed = await this.#client.sign(`${this.#base}/${key}`, { method, headers });
      const init = body === undefined ? {} : { body: watched(body, timer), duplex: "half" };
      return await fetch(signed.url, {
        method,
        headers: { ...Object.fromEntries(signed.headers), ...headers },
        signal: patience.signal,
        ...init,
      } as RequestInit);
    } catch (error) {
      this.#log.warn({ err: error, method }, "The object store cannot be reached");
      throw fail("storage_unavailable");
    } finally {
      clearTimeout(timer);
    }
  }

  #refused(method: string, { status }: Response): ParleyError {
    this.#log.warn({ method, status }, "The object store refused");
    return fail(status === 507 ? "storage_full" : "storage_unavailable");
  }
}

/** An answer that is not read keeps its connection. */
async function finish(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

/** Every piece that the store takes gives it time for the next. */
async function* watched(body: Readable, timer: NodeJS.Timeout): AsyncGenerator<Buffer> {
  for await (const piece of body as AsyncIterable<Buffer>) {
    timer.refresh();
    yield piece;
  }
}
