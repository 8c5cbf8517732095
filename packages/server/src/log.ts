import type { IncomingMessage } from "node:http";
import pg from "pg";
import pino, { type DestinationStream, type Logger, type LoggerOptions } from "pino";

/** SQLSTATE classes whose messages quote the values that caused them: data exceptions and integrity violations. */
const quotesValues = /^(22|23)/;

/** What must never be read in a log, should it ever be handed to one: tokens, passwords, what people write. */
const secrets = ["token", "accessToken", "refreshToken", "password", "authorization", "cookie", "text", "query", "body", "headers"];

/**
 * The log: JSON lines (so no value can forge a line), without tokens,
 * passwords or message texts. Of a database error the detail, the context and
 * the row are left out: PostgreSQL puts the values of the statement there.
 */
export function createLog(options: Pick<LoggerOptions, "level" | "transport">, destination?: DestinationStream): Logger {
  const settings: LoggerOptions = {
    ...options,
    redact: [...secrets, ...secrets.map((name) => `*.${name}`)],
    serializers: { err: describeError, req: (request: IncomingMessage) => ({ method: request.method }) },
  };
  return settings.transport === undefined ? pino(settings, destination ?? standardOutput()) : pino(settings);
}

/** What waits for a log that cannot be written, a full disk for instance. Beyond it lines are lost. */
const mostWaitingBytes = 1024 * 1024;

/** A log that cannot be written stops nothing: without a listener the error would end the process. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: true, maxLength: mostWaitingBytes });
  stream.on("error", () => {});
  return stream;
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, stack = "" } = error;
  const { code, constraint, table, routine } = error as Error & Partial<pg.DatabaseError>;
  const quoting = error instanceof pg.DatabaseError && quotesValues.test(code ?? "");
  const frames = stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
  return {
    type: name,
    message: quoting ? "The values in the message are left out." : error.message,
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    ...(routine !== undefined && { routine }),
    stack: frames,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
