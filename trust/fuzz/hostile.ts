import fc from "fast-check";

declare global {
  interface JSON {
    /** Of ES2026: stringify writes this text as it is. */
    rawJSON(text: string): unknown;
  }
}

/** Texts that mean something to a layer on the way: Unicode, SQL, patterns, JavaScript, JSON, HTTP, terminals, HTML. */
export const hostileTexts = [
  ...["", " ", "\0", "a\0b", "\ud800", "\udfff\ud83d", "\u202Egnp.exe", "\u200b", "\ufeff", `a${"\u0301".repeat(500)}`, "👨‍👩‍👧‍👦", "İıSS"],
  ...["'", "''", "'; drop table messages; --", "' or '1'='1", '" or ""="', "\\", "\\'", "$1", "$$", "::int", "1; select pg_sleep(9)", "{a,b}", "{", "(1,2)"],
  ...["%", "_", "%_%", "\\%", "a%' escape 'a", "&|!():*", "<->", "'a' & !'b':*", "a <2> b", ".*", "(a+)+$", "[", "*"],
  ...["__proto__", "constructor", "prototype", "toString", "null", "undefined", "NaN", "Infinity", "true", "[object Object]", "{{7*7}}"],
  ...["-1", "1e309", "9223372036854775808", "0x10", "1.5", "٣"],
  ...["me", "search", ".", "..", "../../etc/passwd", "%00", "%ed%a0%80", "a/b?c#d", "\r\nSet-Cookie: a=b", "\x1b[31m", "<script>alert(1)</script>"],
];

/** Numbers as they are written: JSON.stringify would make null of some. */
const numbers = ["1e309", "-1e309", "1e-400", "-0", "-1", "0.1", "2147483648", "9007199254740992", "9223372036854775807", "9223372036854775808", "1E2"];

const hostileNumber = fc.constantFrom(...numbers).map((text) => JSON.rawJSON(text));

const longText = fc
  .tuple(fc.constantFrom("x", "🦊", "\u0301", "'", "\\", "%", "\ud800", "\0"), fc.constantFrom(129, 2049, 8001, 40_000))
  .map(([unit, count]) => unit.repeat(count));

export const hostileText = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 3, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: longText },
);

/** Arrays in arrays, objects in objects; shallow enough for the test's own stack. */
const deep = fc.tuple(fc.constantFrom("list", "object"), fc.constantFrom(3, 100, 1000)).map(([kind, depth]) => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = kind === "list" ? [value] : { a: value };
  return value;
});

const wide = fc.constantFrom(11, 1000, 10_000).map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index])));

/** An object with `__proto__` as a key of its own, as JSON.parse makes it. */
const polluting = fc.constantFrom(
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"$ne":null}',
  '{"$ref":"#"}',
  '{"toJSON":1,"then":1,"length":-1}',
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":99}',
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, 1, "", [], {}, [[]], [null], [{}]) },
  { weight: 2, arbitrary: polluting.map((json) => JSON.parse(json) as unknown) },
  { weight: 2, arbitrary: fc.array(hostileText, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.oneof(deep, wide) },
  { weight: 1, arbitrary: fc.anything({ withNullPrototype: false, maxDepth: 3 }).filter(isJson) },
);

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}
