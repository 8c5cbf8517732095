import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { OutboundRefusal } from "./outboundRefusal.ts";

const decoders = { gzip: createGunzip, "x-gzip": createGunzip, br: createBrotliDecompress };

/** What requests ask for; an answer in anything else is refused, also one that is packed twice. */
export const acceptEncoding = "gzip, br";

/** A body unpacked, chunk by chunk. Throws after `maxBytes` of content: what is packed tighter is not unpacked further. */
export async function* decodedBytes(body: Readable, encoding: string, maxBytes: number): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  for await (const chunk of unpack(body, encoding.trim().toLowerCase())) {
    left -= chunk.length;
    if (left < 0) throw new OutboundRefusal("too_large");
    yield chunk;
  }
}

function unpack(body: Readable, encoding: string): AsyncIterable<Uint8Array> {
  if (encoding === "" || encoding === "identity") return body;
  const create = decoders[encoding as keyof typeof decoders];
  if (!Object.hasOwn(decoders, encoding)) throw new OutboundRefusal("encoding");
  // Whoever reads the decoder hears of every error; the callback is there because without one pipeline throws.
  return pipeline(body, create(), () => {});
}
