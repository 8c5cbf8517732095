import { budgetOf, fail, type Input, type OperationName, type Output, operations, ParleyError } from "@parley/protocol";
import type { z } from "zod";
import type { App } from "./app.ts";
import type { Caller } from "./caller.ts";
import { fromDatabaseError } from "./db/constraints.ts";
import { Encoded } from "./encoded.ts";
import type { Result } from "./implementation.ts";
import { implementations } from "./implementations.ts";
import type { IncomingFile } from "./incomingFile.ts";

/**
 * The only door into features; REST and sockets use it alike: budget → who may
 * call → validate → run. Throws ParleyError for everything expected.
 *
 * Every call takes the same steps up to the implementation, so messages sent
 * one after another on a socket enter the send queue in that order.
 */
export async function dispatchEncoded<Name extends OperationName>(
  app: App,
  caller: Caller,
  name: Name,
  input: Input<Name>,
  file?: IncomingFile,
): Promise<Result<Name>> {
  const startedAt = performance.now();
  try {
    return await answer(app, caller, name, input, file);
  } catch (error) {
    const known = fromDatabaseError(error);
    app.metrics.refused(name, known instanceof ParleyError ? known.code : "internal");
    throw known;
  } finally {
    app.metrics.answered(name, startedAt);
  }
}

/** The same for whoever wants the object. */
export async function dispatch<Name extends OperationName>(
  app: App,
  caller: Caller,
  name: Name,
  input: Input<Name>,
  file?: IncomingFile,
): Promise<Output<Name>> {
  const result = await dispatchEncoded(app, caller, name, input, file);
  return result instanceof Encoded ? result.decode() : (result as Output<Name>);
}

async function answer<Name extends OperationName>(
  app: App,
  caller: Caller,
  name: Name,
  input: Input<Name>,
  file: IncomingFile | undefined,
): Promise<Result<Name>> {
  const operation = operations[name];
  await app.budgets.spend(caller, budgetOf(operation));
  const { actor } = caller;
  const access = operation.access ?? "user";
  if (access !== "public" && actor === null) throw fail("unauthenticated");
  if (access === "admin" && actor?.role !== "admin") throw fail("forbidden");
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) throw validationFailed(parsed.error);
  const run = implementations[name] as (input: unknown, call: { app: App; file: IncomingFile | undefined } & Caller) => Promise<Result<Name>>;
  return run(parsed.data, { app, actor, address: caller.address, file });
}

/** At most ten faults, and of each what fits on two lines: enough to mend a request, too little to echo a hostile one. */
export function validationFailed(error: z.ZodError): ParleyError {
  const errors = error.issues.slice(0, 10).map((issue) => ({ path: issue.path.join("."), message: issue.message.slice(0, 200) }));
  return fail("validation_failed", { errors });
}
