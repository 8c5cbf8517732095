import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type ErrorBody, errors, fail, ParleyError } from "@parley/protocol";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";

/**
 * What was thrown → what a client may know. The one place where a bug becomes
 * `internal`: logged whole with the request's id, its text kept from the client.
 */
export function toParleyError(error: unknown, log: Logger, about: Record<string, unknown>): ParleyError {
  if (error instanceof ParleyError) return error;
  log.error({ err: error, ...about }, "A request failed unexpectedly");
  return fail("internal");
}

/** RFC 9457. */
export function toProblem(error: ParleyError, requestId: string): ErrorBody & { type: string; title: string; requestId: string } {
  return { type: `urn:parley:error:${error.code}`, title: errors[error.code].title, ...error.toBody(), requestId };
}

/** What is not HTTP never becomes a request, and is answered in the same form all the same. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const known =
    error.code === "HPE_HEADER_OVERFLOW"
      ? fail("payload_too_large", { detail: "The headers are too large." })
      : fail("validation_failed", { detail: "This is not a valid HTTP request." });
  const body = JSON.stringify(toProblem(known, uuidv7()));
  const head = [
    `HTTP/1.1 ${known.status} ${STATUS_CODES[known.status]}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
