import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText } from "./cleanText.ts";

test.each([undefined, "", "  \n\t", "\u202E\u2066\u200B", "\0\u0001"])("of %j nothing is left", (text) => {
  expect(cleanText(text, 10)).toBeNull();
});

test.each([
  ["  two\n\n lines\t", "two lines"],
  ["invoice\u202Efdp.exe", "invoice fdp.exe"],
  ["nul\0 bell\u0007", "nul bell"],
  ["half a \uD83D pair", "half a \uFFFD pair"],
  ["नमस्ते क्\u200Dष 👨‍👩‍👧", "नमस्ते क्\u200Dष 👨‍👩‍👧"],
  ["<b>bold</b> & co", "<b>bold</b> & co"],
])("%j becomes %j", (text, clean) => {
  expect(cleanText(text, 100)).toBe(clean);
});

test("a long text is cut, between code points, and says so", () => {
  expect(cleanText("a".repeat(11), 10)).toBe(`${"a".repeat(9)}…`);
  expect(cleanText("😀".repeat(10), 10)).toBe("😀".repeat(10));
  expect(cleanText("😀".repeat(1_000_000), 10)).toBe(`${"😀".repeat(9)}…`);
  expect(cleanText(`${"word ".repeat(2)}${"x".repeat(99)}`, 11)).toBe("word word…");
});

test("any text becomes one line that PostgreSQL stores, or nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const clean = cleanText(text, 20);
      if (clean === null) return;
      expect([...clean].length).toBeLessThanOrEqual(20);
      expect(clean).toBe(clean.trim());
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    }),
  );
});
