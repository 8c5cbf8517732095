import { limits } from "@parley/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLinks } from "./findLinks.ts";

test.each([
  "",
  "no link here",
  "javascript:alert(1)",
  "file:///etc/passwd gopher://a.example/",
  "data:text/html,x",
  "mailto:a@b.example",
  "a.example b@c.example",
  "http://",
  "www",
  "://",
])("%j has no link", (text) => {
  expect(findLinks(text)).toEqual([]);
});

test.each([
  ["see https://a.example/b.", "https://a.example/b"],
  ["(www.a.example/y)", "https://www.a.example/y"],
  ["HTTP://A.EXAMPLE:80/x?y=1#z", "http://a.example/x?y=1#z"],
  ["https://en.wikipedia.example/wiki/Parley_(talk), yes", "https://en.wikipedia.example/wiki/Parley_(talk)"],
  ["看https://a.example/x，好", "https://a.example/x"],
  ["देखो https://a.example/म।", "https://a.example/%E0%A4%AE"],
  ["https://例え.jp/ページ、次", "https://xn--r8jz45g.jp/%E3%83%9A%E3%83%BC%E3%82%B8"],
  // Not shortened to a host that is another's.
  ["http://a.example@b.example/", "http://a.example@b.example/"],
  ["http://2130706433/", "http://127.0.0.1/"],
])("%s has one", (text, link) => {
  expect(findLinks(text)).toEqual([link]);
});

test("the first three that differ count", () => {
  const text = "https://a.example https://a.example/ https://b.example https://c.example/1 https://c.example/2";
  expect(findLinks(text)).toEqual(["https://a.example/", "https://b.example/", "https://c.example/1"]);
  expect(limits.previewsPerMessage).toBe(3);
});

test("an address that is longer than addresses may be is none", () => {
  expect(findLinks(`https://a.example/${"x".repeat(limits.url)} https://b.example`)).toEqual(["https://b.example/"]);
});

describe("S30 texts made to be slow", () => {
  const fill = (part: string) => part.repeat(Math.ceil(limits.messageText / part.length)).slice(0, limits.messageText);
  const parts = [
    "://",
    "www.",
    "http://",
    "http://a.example/(",
    "http://a.example/)",
    "https://a",
    "http://a@",
    "http://[",
    'http://a.example/"',
    "www.a",
    "http://é.",
    "?",
    "//",
  ];
  const texts = [
    ...parts.map(fill),
    ...["(", ")", ".", "!,", "a@", "-", "a.", "?", "%"].map((tail) => `http://a.example/${fill(tail)}`.slice(0, limits.messageText)),
  ];
  /** The shortest of several, so that other programs on the machine do not count. */
  const shortest = (work: () => unknown) =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const startedAt = performance.now();
        work();
        return performance.now() - startedAt;
      }),
    );

  test("take no more of the processor than storing them does: their JSON, a thousand times", () => {
    const ordinary = fill("words and words, ");
    const baseline = shortest(() => {
      for (let round = 0; round < 1000; round++) JSON.stringify(ordinary);
    });
    for (const text of texts) expect({ text: text.slice(0, 40), slow: shortest(() => findLinks(text)) > baseline }).toMatchObject({ slow: false });
  });

  test("and any text at all gives at most three web addresses", () => {
    const part = fc.oneof(fc.constantFrom(...parts, "https://a.example/", " ", "。", "\n"), fc.string({ unit: "binary", maxLength: 20 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 300 }), (some) => {
        const links = findLinks(some.join(""));
        expect(links.length).toBeLessThanOrEqual(limits.previewsPerMessage);
        for (const link of links) expect(link).toMatch(/^https?:\/\/[^/]/);
      }),
      { numRuns: 200 },
    );
  });
});
