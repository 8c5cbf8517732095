import { budgetOf, type OperationName, operations, type User } from "@parley/protocol";
import type { Actor } from "../actor.ts";
import type { App } from "../app.ts";
import type { Caller } from "../caller.ts";
import type { Asked, Asking, Request, Steps } from "../dialects/dialect.ts";
import { nativePath } from "../dialects/mounts.ts";
import { dispatch, dispatchEncoded, validationFailed } from "../dispatch.ts";
import { Encoded } from "../encoded.ts";
import type { IncomingFile } from "../incomingFile.ts";

export type Serving = { app: App; caller: Caller; asking: Asking; file?: IncomingFile | undefined };

export function toAsking({ clock }: App, actor: Actor | null, { origin, hasFile = false }: { origin: string; hasFile?: boolean }): Asking {
  return { me: actor?.user ?? nobody, origin, nativePath, hasFile, now: () => new Date(clock.now()).toISOString() };
}

/** Of public operations, which no dialect shapes. */
const nobody: User = { id: "", name: "", imageUrl: null };

/** A client's request in any dialect → its answer, by way of dispatch: the only door for all of them. */
export function serve(request: Request, their: unknown, serving: Serving): Promise<unknown> {
  const { app, caller, file } = serving;
  if (request.shapes === undefined) return dispatchEncoded(app, caller, request.operation, their as never, file);
  return serveShaped(request.operation, request.shapes, their, serving);
}

type Shapes = NonNullable<Request["shapes"]>;

async function serveShaped(operation: OperationName, shapes: Shapes, their: unknown, serving: Serving): Promise<unknown> {
  const { app, caller, asking } = serving;
  const parsed = parseShaped(operation, shapes, their, serving);
  const given = (parsed instanceof Promise ? await parsed : parsed) as never;
  const asked = follow(shapes.in(given, asking), serving);
  const input = asked instanceof Promise ? await asked : asked;
  const result = await dispatchEncoded(app, caller, operation, input as never, fileFor(operation, serving));
  const output = result instanceof Encoded ? result.decode() : result;
  return follow(shapes.out(output as never, asking, given), serving);
}

/** The client's fields. At once when they are in order: messages of one socket must not change places. */
export function parseShaped(operation: OperationName, { input }: Shapes, their: unknown, { app, caller }: Serving): unknown {
  const parsed = input.safeParse(their);
  if (parsed.success) return parsed.data;
  // Whoever is refused has asked all the same.
  return app.budgets.spend(caller, budgetOf(operations[operation])).then(() => {
    throw validationFailed(parsed.error);
  });
}

/** What a shape gives: at once, or after it has asked (a promise). Most ask nothing, and a promise for each would be felt in every send. */
export function follow(shape: unknown, serving: Serving): unknown {
  if (!isSteps(shape)) return shape;
  const first = shape.next();
  return first.done ? first.value : followOn(shape, first.value, serving);
}

async function followOn(steps: Steps<unknown>, first: Asked, serving: Serving): Promise<unknown> {
  for (let asked = first; ; ) {
    const answer = await call(serving, asked).then(
      (value) => () => steps.next(value),
      (error: unknown) => () => steps.throw(error),
    );
    const step = answer();
    if (step.done) return step.value;
    asked = step.value;
  }
}

function call(serving: Serving, { operation, input }: Asked): Promise<unknown> {
  return dispatch(serving.app, serving.caller, operation, input as never, fileFor(operation, serving));
}

function fileFor(operation: OperationName, { file }: Serving): IncomingFile | undefined {
  return operations[operation].name === "attachments.upload" ? file : undefined;
}

function isSteps(shape: unknown): shape is Steps<unknown> {
  return typeof shape === "object" && shape !== null && Symbol.iterator in shape && "next" in shape && "throw" in shape;
}
