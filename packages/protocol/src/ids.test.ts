import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationId, fromMessageId, messageId, nonBlankText, text, timestamp, toMessageId } from "./ids.ts";

describe("a message id", () => {
  test.each(["", "1", "x.1", ".1", "0190a0b0-0000-7000-8000-000000000000", "0190a0b0-0000-7000-8000-000000000000.", "0190a0b0-0000-7000-8000-000000000000.0"])(
    "is not %j",
    (id) => {
      expect(messageId.safeParse(id).success).toBe(false);
    },
  );

  test.each([".01", ".-1", ".1.5", ".1e3", ".1 ", ".1\n", ".1000000000000000", ".1.1"])("does not end in %j", (end) => {
    expect(messageId.safeParse(`0190a0b0-0000-7000-8000-000000000000${end}`).success).toBe(false);
  });

  test("says which message of which conversation, exactly", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 999_999_999_999_999 }), (conversation, seq) => {
        const id = messageId.parse(toMessageId(conversation, seq));
        expect(fromMessageId(id)).toEqual({ conversationId: conversation, seq });
      }),
    );
  });
});

test("a conversation's id has one spelling", () => {
  fc.assert(
    fc.property(fc.uuid({ version: [4, 7] }), (id) => {
      expect([conversationId.parse(id), conversationId.parse(id.toUpperCase())]).toEqual([id, id]);
    }),
  );
});

test("text is what PostgreSQL can store and every client can show, counted in code points", () => {
  for (const bad of ["nul\0", "\ud83e", "\udd8a", "🦊".repeat(6), "abcdef"]) expect(text(5).safeParse(bad).success).toBe(false);
  for (const good of ["", "🦊".repeat(5), "a\nb\u0001"]) expect(text(5).parse(good)).toBe(good);
  for (const blank of ["", " ", "\n\t\u00a0\u3000"]) expect(nonBlankText(5).safeParse(blank).success).toBe(false);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (value) => {
      expect(text(20).safeParse(value).success).toBe(!value.includes("\0"));
    }),
  );
});

test("a time is one that PostgreSQL can store and give back with four digits for its year", () => {
  for (const bad of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999Z", "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00+01:00", "now", "infinity"])
    expect(timestamp.safeParse(bad).success).toBe(false);
  fc.assert(
    fc.property(fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9998-12-31T23:59:59.999Z"), noInvalidDate: true }), (date) => {
      expect(timestamp.parse(date.toISOString())).toBe(date.toISOString());
    }),
  );
});
