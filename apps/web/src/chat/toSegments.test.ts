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
