import { type EventName, events, operations as named, type Operation, type OperationName } from "@parley/protocol";
import { defineDialect, type Heard, type Path, type Request, type Says } from "../dialect.ts";
import { toProblem } from "./problem.ts";

const operations = Object.values(named) as (Operation & { name: OperationName })[];

/** The contract of packages/protocol, as it is: every table is derived from it. */
export const native = defineDialect({
  name: "native",
  rest: Object.fromEntries(operations.map((operation) => [operation.rest, toRequest(operation)])) as Record<Path, Request>,
  hears: {
    ...Object.fromEntries(operations.flatMap(({ name, socket }): [string, Heard][] => (socket === undefined ? [] : [[socket, { operation: name }]]))),
    "auth:refresh": { connection: "refresh" },
    "user:watch": { connection: "watch" },
  },
  says: Object.fromEntries((Object.keys(events) as EventName[]).map((name) => [name, { as: events[name].socket }])) as unknown as Says,
  errors: { body: toProblem, contentType: "application/problem+json" },
  acknowledge: { done: (data) => ({ ok: true, data }), refused: (error) => ({ ok: false, error: error.toBody() }) },
});

function toRequest({ name, status, file }: Operation & { name: OperationName }): Request {
  return { operation: name, ...(status !== undefined && { status }), ...(file === "upload" && { multipart: true }) };
}
