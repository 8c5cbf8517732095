import { z } from "zod";

type JsonSchema = Record<string, unknown>;

/**
 * zod → JSON Schema 2020-12 for one document: schemas that have a name in the
 * contract are collected in `components`, and everything else refers to them.
 */
export class SchemaCollector {
  readonly components: Record<string, JsonSchema> = {};

  add(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonSchema & { $defs?: Record<string, JsonSchema> };
    for (const [name, definition] of Object.entries($defs ?? {})) {
      const { id: _id, ...body } = definition;
      this.components[name] = relink(body);
    }
    const { id, ...body } = rest;
    if (typeof id !== "string") return relink(body);
    this.components[id] = relink(body);
    return { $ref: `#/components/schemas/${id}` };
  }
}

function relink(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}
