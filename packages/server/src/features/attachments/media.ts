import { Piscina } from "piscina";
import type { MediaFacts } from "./mediaWorker.ts";

const timeoutMs = 10_000;

/** Reads what films and sound say of themselves. One thread, which ends when nothing is to be done; what takes too long ends with it. */
export class MediaReader {
  readonly #threads = new Piscina<string, MediaFacts>({
    filename: new URL("./mediaWorker.ts", import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });

  /** undefined: it cannot be read as film or sound. */
  async read(path: string): Promise<MediaFacts | undefined> {
    try {
      return await this.#threads.run(path, { signal: AbortSignal.timeout(timeoutMs) });
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#threads.destroy();
  }
}
