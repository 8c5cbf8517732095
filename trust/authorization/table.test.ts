import { events, type Operation, operations, sharedErrors } from "@parley/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { strictly } from "./excess.ts";
import { operationRules } from "./operations.ts";
import { rows } from "./rows.ts";

test("every operation of the contract has a row", () => {
  expect(Object.keys(operationRules).sort()).toEqual(Object.keys(operations).sort());
  expect([...new Set(rows.map(({ operation }) => operation))].sort()).toEqual(Object.keys(operations).sort());
});

test("S6 S7 every refusal of the table is one that the contract tells of, and to those who may not know it is always not_found", () => {
  for (const { title, operation, answers } of rows) {
    const { errors } = operations[operation] as Operation;
    const told = new Set<string>(["allowed", ...sharedErrors, ...errors]);
    expect(
      Object.values(answers).filter((answer) => !told.has(answer)),
      title,
    ).toEqual([]);
    const needed = Object.entries((operations[operation] as Operation).input.shape).filter(([, schema]) => !(schema as z.ZodType).safeParse(undefined).success);
    const place = needed.some(([key]) => key === "conversationId" || key === "messageId");
    if (place) expect([answers.stranger, answers.hostAdmin, answers.exMember ?? "not_found"], title).toEqual(["not_found", "not_found", "not_found"]);
  }
});

test("S9 no answer and no event has a place for what is nobody else's business", () => {
  const outputs = Object.values(operations).map((operation) => [operation.name, operation.output] as const);
  const payloads = Object.values(events).map((event) => [event.name, event.payload] as const);
  const found = [...outputs, ...payloads].flatMap(([name, schema]) => keysOf(schema).map((key) => [name, key] as const));
  expect(found.length).toBeGreaterThan(500);
  // A thumbhash is a blurred picture.
  const delicate = found.filter(
    ([, key]) => key !== "thumbhash" && /e-?mail|phone|password|hash|digest|secret|token|session|device|address|^ip|agent/i.test(key),
  );
  expect(delicate.map((entry) => entry.join(" "))).toEqual([
    ...["auth.register", "auth.login", "auth.refresh"].flatMap((name) => [`${name} accessToken`, `${name} refreshToken`]),
    "demo.signIn token",
  ]);
});

test("S9 strictness reaches every depth: one field too many is refused anywhere", () => {
  const user = { id: "ada", name: "Ada", imageUrl: null };
  const schema = strictly(z.object({ list: z.array(z.object({ user: operations["users.get"].output.nullable() })) }));
  expect(schema.safeParse({ list: [{ user }, { user: null }] }).success).toBe(true);
  expect(schema.safeParse({ list: [{ user: { ...user, email: "ada@example.com" } }] }).success).toBe(false);
  expect(() => strictly(z.record(z.string(), z.unknown()))).toThrow("may hold anything");
});

function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, value]) => [key, ...keysOf(value as z.ZodType)]);
  if (schema instanceof z.ZodArray) return keysOf(schema.element as z.ZodType);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return keysOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodRecord) return keysOf(schema.valueType as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysOf(option as z.ZodType));
  return [];
}
