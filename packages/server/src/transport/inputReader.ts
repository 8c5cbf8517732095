import { fail } from "@parley/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { IncomingFile } from "../incomingFile.ts";
import { type Reading, readUpload } from "./upload.ts";

/** What a request asks: the operation's input, and the file of those that take one. `release`: when it is answered. */
export type Asked = { input: Record<string, unknown>; file?: IncomingFile | undefined; release?: () => Promise<void> };

type Place = { method: string; multipart: boolean } & Pick<Reading, "idleMs" | "hold">;

/** Query strings and forms carry text; numbers, booleans and lists are read as the schema says. */
export function inputReader(schema: z.ZodType, { method, multipart, idleMs, hold }: Place): (request: FastifyRequest) => Asked | Promise<Asked> {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const kinds = new Map(Object.entries(properties).map(([key, property]) => [key, typeof property === "object" ? String(property.type) : ""]));
  if (multipart)
    return async (request) => {
      const upload = await readUpload(request, { kinds, idleMs, hold });
      try {
        return withParams(request, upload);
      } catch (error) {
        await upload.release?.();
        throw error;
      }
    };
  const inQuery = method === "GET" || method === "DELETE";
  return (request) => {
    const given = inQuery ? fromQuery(request.query as Record<string, unknown>, kinds) : (request.body ?? {});
    if (typeof given !== "object" || Array.isArray(given)) throw fail("validation_failed", { errors: [{ path: "", message: "the body is not an object" }] });
    return withParams(request, { input: given as Record<string, unknown> });
  };
}

function withParams(request: FastifyRequest, { input, ...file }: Asked): Asked {
  const params = request.params as Record<string, unknown>;
  const twice = Object.keys(params).find((key) => key in input);
  if (twice !== undefined) throw fail("validation_failed", { errors: [{ path: twice, message: "is given by the path" }] });
  return { input: { ...input, ...params }, ...file };
}

function fromQuery(query: Record<string, unknown>, kinds: Map<string, string>): Record<string, unknown> {
  // Without a prototype `__proto__` is a key like others, and refused like others.
  const input: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(query)) {
    const kind = kinds.get(key);
    if (kind === "array") input[key] = [value].flat();
    else if ((kind === "integer" || kind === "number") && typeof value === "string" && /^-?\d{1,16}$/.test(value)) input[key] = Number(value);
    else if (kind === "boolean" && (value === "true" || value === "false")) input[key] = value === "true";
    else input[key] = value;
  }
  return input;
}
