import { createReadStream } from "node:fs";
import { v7 as uuidv7 } from "uuid";
import type { Held, IncomingFile } from "../../incomingFile.ts";
import type { Incoming } from "./incoming.ts";
import { receive } from "./receive.ts";

/** A file whose form says only after it what it is for: kept until that is known, and gone once `release` is called. */
export async function hold(incoming: Incoming, { stream, ...description }: IncomingFile, limits: { maxBytes: number; idleMs: number }): Promise<Held> {
  const arrived = Promise.withResolvers<IncomingFile>();
  const released = Promise.withResolvers<void>();
  const holding = incoming.use(uuidv7(), async (path) => {
    await receive(stream, path, limits);
    const held = createReadStream(path);
    arrived.resolve({ ...description, stream: held });
    await released.promise;
    held.destroy();
  });
  holding.catch(arrived.reject);
  const file = await arrived.promise;
  return {
    file,
    release: () => {
      released.resolve();
      return holding;
    },
  };
}
