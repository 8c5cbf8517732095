import type { Readable } from "node:stream";

/** A file on its way in, as its sender describes it. Whoever gets it reads the stream to its end or destroys it. */
export type IncomingFile = { name: string | undefined; mediaType: string | undefined; stream: Readable };

/** One that is kept until `release`. */
export type Held = { file: IncomingFile; release(): Promise<void> };
