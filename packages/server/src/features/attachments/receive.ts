import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { fail, ParleyError } from "@parley/protocol";
import { fromDisk } from "../../storage/diskStore.ts";

/** Writes a stream to a file, one chunk in memory at a time. Resolves to its size; what is refused leaves no file to keep. */
export async function receive(stream: Readable, path: string, { maxBytes, idleMs }: { maxBytes: number; idleMs: number }): Promise<number> {
  const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
  let bytes = 0;
  const timer = setTimeout(() => stream.destroy(fail("upload_timeout")), idleMs);
  try {
    // A file that cannot be written fails at the first write; without this it would have nobody to tell.
    file.on("error", (error) => stream.destroy(error));
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      timer.refresh();
      bytes += chunk.length;
      if (bytes > maxBytes) throw fail("file_too_large", { maxBytes });
      if (!file.write(chunk)) await drained(file);
    }
    file.end();
    await finished(file);
    return bytes;
  } catch (error) {
    file.destroy();
    const known = fromDisk(error);
    // Anything else came from the sender's side: the connection, or the end of the form before the end of the file.
    throw known instanceof ParleyError ? known : fail("validation_failed", { detail: "The upload broke off." });
  } finally {
    clearTimeout(timer);
  }
}

function drained(file: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      file.off("drain", settle).off("error", settle);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    file.on("drain", settle).on("error", settle);
  });
}
