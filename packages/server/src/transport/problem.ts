import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type BudgetName, budgets, fail, ParleyError } from "@parley/protocol";
import type { FastifyReply } from "fastify";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { Dialect } from "../dialects/dialect.ts";
import { toProblem } from "../dialects/native/problem.ts";

/**
 * What was thrown → what a client may know. The one place where a bug becomes
 * `internal`: logged whole with the request's id, its text kept from the client.
 */
export function toParleyError(error: unknown, log: Logger, about: Record<string, unknown>): ParleyError {
  if (error instanceof ParleyError) return error;
  log.error({ err: error, ...about }, "A request failed unexpectedly");
  return fail("internal");
}

/** A refusal in the words of a dialect. */
export function sendRefusal(reply: FastifyReply, errors: Dialect["errors"], error: ParleyError, requestId: string): FastifyReply {
  return reply
    .code(errors.status?.(error) ?? error.status)
    .type(errors.contentType ?? "application/json; charset=utf-8")
    .send(errors.body(error, requestId));
}

/** Of draft-ietf-httpapi-ratelimit-headers: what the budget is, and when there is more. */
export function rateLimitHeaders({ details }: ParleyError): Record<string, string> {
  const { budget, retryAfterMs } = details as { budget?: BudgetName; retryAfterMs: number };
  if (budget === undefined) return {};
  const { user, seconds } = budgets[budget];
  return { "ratelimit-policy": `"${budget}";q=${user};w=${seconds}`, ratelimit: `"${budget}";r=0;t=${Math.ceil(retryAfterMs / 1000)}` };
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
  endWithProblem(socket, known);
}

/** Writes the answer to a bare connection and closes it. */
export function endWithProblem(socket: Socket, error: ParleyError): void {
  const body = JSON.stringify(toProblem(error, uuidv7()));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    "content-type: application/problem+json",
    "x-content-type-options: nosniff",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
