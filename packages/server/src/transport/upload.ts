import multipart from "@fastify/multipart";
import { fail } from "@parley/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Held, IncomingFile } from "../incomingFile.ts";

/** A client that was refused while it still sends is listened to for so long, so that it can read the answer. */
const lingerMs = 10_000;

type Upload = { input: Record<string, unknown>; file: IncomingFile | undefined; release?: () => Promise<void> };
export type Reading = { kinds: Map<string, string>; idleMs: number; hold?: ((file: IncomingFile) => Promise<Held>) | undefined };

/** A scope whose routes take multipart/form-data and nothing else. */
export async function takeMultipart(scope: FastifyInstance): Promise<void> {
  scope.removeAllContentTypeParsers();
  // How large a file may be is the feature's to say; it counts as it writes.
  // Answered, perhaps refused in the middle of the body: what is left of it must not hold the connection, nor keep the answer from being read.
  scope.addHook("onResponse", async (request) => discardRest(request));
  await scope.register(multipart, {
    limits: { fields: 10, fieldSize: 4096, fieldNameSize: 64, files: 1, parts: 12, headerPairs: 20, fileSize: Number.POSITIVE_INFINITY },
  });
}

/**
 * The fields up to the file, and the file as a stream: nothing of it has been read. With `hold` all of the
 * fields, and the file from where it is held. `kinds`: what the input's schema says of each field.
 */
export async function readUpload(request: FastifyRequest, { kinds, idleMs, hold }: Reading): Promise<Upload> {
  const input: Record<string, unknown> = Object.create(null);
  const parts = request.parts();
  let held: Held | undefined;
  try {
    for (;;) {
      const { value: part, done } = await within(idleMs, parts.next().catch(toRefusal));
      if (done) return { input, file: held?.file, ...(held && { release: held.release }) };
      if (part.type === "file") {
        const file = { name: part.filename, mediaType: part.mimetype, stream: part.file };
        if (hold === undefined) return { input, file };
        held = await hold(file);
        continue;
      }
      // A part without a name comes without one, whatever the types say.
      const path = String(part.fieldname).slice(0, 64);
      if (part.fieldname in input) throw fail("validation_failed", { errors: [{ path, message: "is given twice" }] });
      if (part.valueTruncated || part.fieldnameTruncated) throw fail("validation_failed", { errors: [{ path, message: "is too long" }] });
      input[part.fieldname] = toValue(part.value, kinds.get(part.fieldname));
    }
  } catch (error) {
    await held?.release();
    throw error;
  }
}

/** What is no form: busboy says so in a plain Error, the plugin with a code. */
function toRefusal(error: Error & { code?: string }): never {
  throw error.code?.startsWith("FST_") ? error : fail("validation_failed", { detail: "The form cannot be read." });
}

async function within<Value>(ms: number, value: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(fail("upload_timeout")), ms);
  return Promise.race([value, late.promise]).finally(() => clearTimeout(timer));
}

/** Fields carry text. */
function toValue(value: unknown, kind: string | undefined): unknown {
  if (typeof value !== "string") return value;
  if ((kind === "integer" || kind === "number") && /^\d{1,16}$/.test(value)) return Number(value);
  if (kind !== "array") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Lets go of what is still coming: it is discarded for a while, then cut off. */
function discardRest({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroy(), lingerMs).unref();
  raw.once("close", () => clearTimeout(timer));
  raw.once("end", () => clearTimeout(timer));
}
