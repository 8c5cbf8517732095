import { fail } from "@parley/protocol";
import { create as contentDisposition } from "content-disposition";
import type { FastifyReply, FastifyRequest } from "fastify";
import parseRange from "range-parser";
import type { Download } from "../download.ts";
import type { Range } from "../storage/objectStore.ts";

/**
 * A file as an answer. Whatever it holds, a browser runs nothing of it: it is
 * of the type that is said or none, in a sandbox without an origin, and what is
 * not a picture, film or sound is saved and not shown. Nobody may keep it
 * without asking again, since it may be gone the next time.
 */
export async function sendDownload(request: FastifyRequest, reply: FastifyReply, file: Download): Promise<FastifyReply> {
  const etag = `"${file.tag}"`;
  reply.headers({
    "content-type": file.mediaType,
    "content-disposition": contentDisposition(file.name, { type: file.inline ? "inline" : "attachment" }),
    "content-security-policy": "sandbox; default-src 'none'",
    // The app may be on another host of the same product.
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
    etag,
  });
  if (request.headers["if-none-match"]?.split(/\s*,\s*/).includes(etag)) return reply.code(304).send();

  const range = rangeOf(request, reply, file, etag);
  const bytes = range === undefined ? file.bytes : range.end - range.start + 1;
  reply.header("content-length", bytes);
  if (range !== undefined) reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${file.bytes}`);
  if (request.method === "HEAD") return reply.send();
  const stream = await file.open(range);
  // A reader who goes away must not leave it open.
  reply.raw.once("close", () => stream.destroy());
  return reply.send(stream);
}

/** One range; several, or none that is understood, are answered with the whole file, which is always right. */
function rangeOf(request: FastifyRequest, reply: FastifyReply, file: Download, etag: string): Range | undefined {
  const { range, "if-range": condition } = request.headers;
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const ranges = parseRange(file.bytes, range);
  if (ranges === -1) {
    // The answer is a problem in JSON: of the file's headers only this one is right.
    for (const name of ["content-disposition", "etag", "accept-ranges"]) reply.removeHeader(name);
    reply.header("content-range", `bytes */${file.bytes}`);
    throw fail("range_not_satisfiable");
  }
  return ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1 ? undefined : ranges[0];
}
