import { fail, type Input, type OperationName, type Output, operations } from "@parley/protocol";
import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { App } from "./app.ts";
import { fromDatabaseError } from "./db/constraints.ts";
import { Encoded } from "./encoded.ts";
import type { Result } from "./implementation.ts";
import { implementations } from "./implementations.ts";

/**
 * The only door into features; REST and sockets use it alike:
 * who may call → validate → run. Throws ParleyError for everything expected.
 *
 * It runs synchronously up to the implementation's first await: messages sent
 * one after another on a socket enter the send queue in that order.
 */
export async function dispatchEncoded<Name extends OperationName>(app: App, actor: Actor | null, name: Name, input: Input<Name>): Promise<Result<Name>> {
  const operation = operations[name];
  const access = operation.access ?? "user";
  if (access !== "public" && actor === null) throw fail("unauthenticated");
  if (access === "admin" && actor?.role !== "admin") throw fail("forbidden");
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) throw validationFailed(parsed.error);
  try {
    const run = implementations[name] as (input: unknown, call: { app: App; actor: Actor | null }) => Promise<Result<Name>>;
    return await run(parsed.data, { app, actor });
  } catch (error) {
    throw fromDatabaseError(error);
  }
}

/** The same for whoever wants the object. */
export async function dispatch<Name extends OperationName>(app: App, actor: Actor | null, name: Name, input: Input<Name>): Promise<Output<Name>> {
  const result = await dispatchEncoded(app, actor, name, input);
  return result instanceof Encoded ? result.decode() : result;
}

/** At most ten faults, and of each what fits on two lines: enough to mend a request, too little to echo a hostile one. */
export function validationFailed(error: z.ZodError): Error {
  const errors = error.issues.slice(0, 10).map((issue) => ({ path: issue.path.join("."), message: issue.message.slice(0, 200) }));
  return fail("validation_failed", { errors });
}
