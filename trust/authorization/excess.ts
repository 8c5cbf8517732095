import { events, type OperationName, operations, type ParleyEvent } from "@parley/protocol";
import { z } from "zod";
import { isDownload } from "./call.ts";
import { canary } from "./people.ts";

const leaves = new Set(["string", "number", "boolean", "enum", "literal", "null"]);

/** The same schema, which refuses a field that it does not name, at every depth. */
export function strictly(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject)
    return z.strictObject(Object.fromEntries(Object.entries(schema.shape).map(([key, value]) => [key, strictly(value as z.ZodType)])));
  if (schema instanceof z.ZodArray) return z.array(strictly(schema.element as z.ZodType));
  if (schema instanceof z.ZodNullable) return strictly(schema.unwrap() as z.ZodType).nullable();
  if (schema instanceof z.ZodOptional) return strictly(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map((option) => strictly(option as z.ZodType)));
  if (schema instanceof z.ZodRecord) return z.record(schema.keyType, strictly(schema.valueType as z.ZodType));
  if (leaves.has(schema.type)) return schema;
  throw new Error(`a ${schema.type} may hold anything; say here how to be strict about it`);
}

/** A download's answer is the bytes that somebody uploaded, in which the product puts no fields. */
const answersInFields = Object.values(operations).filter(({ name }) => !isDownload(name));
const strictOutputs = new Map(answersInFields.map(({ name, output }) => [name as OperationName, strictly(output)]));
const strictPayloads = new Map(Object.values(events).map(({ name, payload }) => [name, strictly(payload)]));

/** Throws when there is more in an answer than its contract says, or a secret. */
export function refuseExcess(name: OperationName, data: unknown): void {
  if (!isDownload(name)) refuse(name, strictOutputs.get(name), data);
}

export function refuseExcessOfEvent({ name, payload }: ParleyEvent): void {
  refuse(name, strictPayloads.get(name), payload);
}

function refuse(name: string, schema: z.ZodType | undefined, data: unknown): void {
  const parsed = schema?.safeParse(data);
  if (!parsed?.success) throw new Error(`${name} gives more or other than its contract says: ${parsed?.error.message ?? "it has no contract"}`);
  if (JSON.stringify(data).includes(canary)) throw new Error(`${name} gives an e-mail address or a password away: ${JSON.stringify(data)}`);
}
