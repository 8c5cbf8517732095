/**
 * Inputs of an operation, made from its schema: what the contract says of a
 * field decides what is tried in it. Ids are those of the stage, so that most
 * of what is generated gets through validation and into SQL.
 */
import { type OperationName, operations, socketRequests } from "@parley/protocol";
import fc from "fast-check";
import { z } from "zod";
import { hostileText, hostileTexts, hostileValue } from "./hostile.ts";
import { spoil } from "./spoil.ts";

/** What exists on the stage at this moment. Any number picks one. */
export type Known = Record<
  "conversationId" | "messageId" | "attachmentId" | "userId" | "cursor" | "email" | "refreshToken" | "accessToken",
  (pick: number) => string
>;

type Schema = {
  type?: string;
  format?: string;
  pattern?: string;
  description?: string;
  enum?: unknown[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
} & { [limit in "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems"]?: number };

/** Inputs of all kinds: as they should be, with one fault, and nothing but faults. */
export function inputsOf(name: OperationName | keyof typeof socketRequests, known: Known): fc.Arbitrary<unknown> {
  const input = name in socketRequests ? socketRequests[name as keyof typeof socketRequests].input : operations[name as OperationName].input;
  const whole = validInputs(input, known);
  return fc.oneof(
    { weight: 10, arbitrary: whole },
    { weight: 8, arbitrary: fc.tuple(whole, fc.nat(), hostileValue, fc.constantFrom("replace", "replace", "add", "remove")).map(spoil) },
    { weight: 1, arbitrary: hostileValue },
  );
}

export function validInputs(input: z.ZodType, known: Known): fc.Arbitrary<unknown> {
  const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as Schema;
  return valuesOf(schema, "", { known, defs: schema.$defs ?? {} });
}

type Context = { known: Known; defs: Record<string, Schema> };

function valuesOf(schema: Schema, key: string, context: Context): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return valuesOf(context.defs[schema.$ref.replace("#/$defs/", "")] ?? {}, key, context);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((option) => valuesOf(option, key, context)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.type === "object") return objectOf(schema, context);
  if (schema.type === "array") return listOf(schema, key, context);
  if (schema.type === "integer") return placeOf(schema);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "null") return fc.constant(null);
  if (schema.type === "string") return textOf(schema, key, context.known);
  throw new Error(`no values for ${key}: ${JSON.stringify(schema)}`);
}

/** What may be left out is left out more often than not: a message with all its extras is mostly refused for one of them. */
function objectOf({ properties = {}, required = [] }: Schema, context: Context): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([key, schema]) => {
    const value = valuesOf(schema, key, context);
    return [key, required.includes(key) ? value : fc.oneof({ weight: 5, arbitrary: fc.constant(absent) }, { weight: 1, arbitrary: value })] as const;
  });
  return fc.record(Object.fromEntries(fields)).map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== absent)));
}

const absent = Symbol("absent");

/** Mostly a few; sometimes as many as there may be, or one more. */
function listOf({ items = {}, minItems = 0, maxItems = 5 }: Schema, key: string, context: Context): fc.Arbitrary<unknown> {
  const item = valuesOf(items, key, context);
  const full = (length: number) => fc.array(item, { minLength: length, maxLength: length });
  return fc.oneof(
    { weight: 16, arbitrary: fc.array(item, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) }) },
    { weight: 1, arbitrary: full(Math.min(maxItems, 100)) },
    { weight: 1, arbitrary: full(maxItems + 1) },
  );
}

function placeOf({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): fc.Arbitrary<number> {
  const edges = [minimum, maximum, minimum - 1, maximum + 1, maximum - 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32];
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, minimum + 12) }) },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  );
}

const times = [
  ...[
    "2026-11-20T10:00:00.000Z",
    "2030-01-01T00:00:00Z",
    "1970-01-01T00:00:00.000Z",
    "0001-01-01T00:00:00Z",
    "9998-12-31T23:59:59.999999999Z",
    "9998-12-31T23:59:59.999999Z",
  ],
  ...["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2024-02-29T23:59:59.5Z", "2024-02-30T00:00:00Z", `2026-01-01T00:00:00.${"9".repeat(150)}Z`],
  ...["infinity", "now", "2026-11-20", "2026-11-20T10:00:00+25:00", "-infinity", "epoch"],
];
const emojis = ["👍", "🦊", "❤️", "1️⃣", "🇳🇵", "👨‍👩‍👧‍👦", "👍🏽", "a", "👍👍", "©", "#"];
const addresses = [
  "https://example.com/a.png",
  "http://127.0.0.1",
  "https://[::1]/",
  "javascript:alert(1)",
  "https://a:b@c",
  "http://x y",
  `https://e.com/${"x".repeat(2035)}`,
];

function textOf({ format, pattern, description = "", minLength = 0, maxLength = 40 }: Schema, key: string, known: Known): fc.Arbitrary<string> {
  const one = (source: (pick: number) => string) => fc.nat(999).map(source);
  const rarely = (usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>) => fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
  if (format === "uuid" && key.startsWith("attachmentId")) return rarely(one(known.attachmentId), fc.uuid());
  if (format === "uuid") return rarely(one(known.conversationId), fc.uuid());
  if (pattern?.includes("[1-9][0-9]"))
    return rarely(
      one(known.messageId),
      one((pick) => `${known.conversationId(pick)}.${"9".repeat(1 + (pick % 16))}`),
    );
  if (format === "date-time") return fc.constantFrom(...times);
  if (format === "uri") return fc.oneof(fc.constantFrom(...addresses), fc.webUrl());
  if (format === "email")
    return fc.oneof(
      one(known.email),
      fc.nat().map((pick) => `new${pick}@example.com`),
      fc.emailAddress(),
    );
  if (key === "password") return fc.oneof(fc.constant("correct horse"), hostileText);
  if (key === "cursor") return fc.oneof(one(known.cursor), forgedCursor(known), hostileText);
  if (key === "refreshToken") return fc.oneof(one(known.refreshToken), hostileText);
  if (key === "token") return fc.oneof(one(known.accessToken), hostileText);
  if (description === "One emoji.") return fc.constantFrom(...emojis);
  if (description === "The host's id of a user." || key === "userIds" || key === "participantIds" || key === "mentions")
    return rarely(one(known.userId), hostileText);
  const edges = [maxLength, maxLength + 1, Math.max(0, minLength - 1)].flatMap((length) => ["x".repeat(length), "🦊".repeat(length)]);
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: "grapheme", minLength: Math.max(minLength, 2), maxLength: Math.min(maxLength, 30) }) },
    { weight: 6, arbitrary: fc.constantFrom(...hostileTexts) },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  );
}

/** The right shape with hostile values: cursors are not signed, so anybody can write one. */
function forgedCursor(known: Known): fc.Arbitrary<string> {
  const time = fc.constantFrom<unknown>(...times, null, 7);
  const person = fc.oneof(fc.nat(9).map(known.userId), hostileText);
  const place = fc.oneof(fc.nat(9).map(known.conversationId), fc.uuid(), hostileText);
  const position = fc.oneof(fc.tuple(time, person), fc.tuple(fc.boolean(), time, place), fc.tuple(fc.boolean(), time), hostileValue);
  return position.map((value) => Buffer.from(JSON.stringify(value) ?? "").toString("base64url"));
}
