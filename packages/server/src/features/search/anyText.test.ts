import { limits, ParleyError } from "@parley/protocol";
import { newGroup, startTestServer, type TestServer } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let conversationId: string;
const said = new Map<string, string>();
beforeAll(async () => {
  server = await startTestServer();
  conversationId = (await newGroup(server, ["ada"])).id;
});
afterAll(() => server.stop());

/** Letters of many scripts, marks that stand alone, filters, operators of tsquery and LIKE, emoji, direction marks. */
const piece = fc.oneof(
  fc.constantFrom(
    "from:",
    "in:",
    "has:link",
    'in:"',
    '"',
    "'",
    "\\",
    "%",
    "_",
    "&",
    "|",
    "!",
    "<->",
    ":*",
    "(",
    ")",
    "is:unread",
    "before:2026-01-01",
    "before:9999-99-99",
    " ",
    "\t",
    "\u200d",
    "\u093c",
    "\u0e4c",
    "\u3099",
    "\u0301",
  ),
  fc.constantFrom(
    "नमस्ते",
    "ก๋วยเตี๋ยว",
    "食べました",
    "회의를",
    "السلام",
    "İstanbul",
    "ǅ",
    "ﷺ",
    "㎏",
    "½",
    "ß",
    "👨‍👩‍👧",
    "\u202e",
    "\u{e0001}",
    "𠮷",
    "constructor",
    "__proto__",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const anyText = (max: number) =>
  fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => [...pieces.join("").replaceAll("\0", "").toWellFormed()].slice(0, max).join(""));

const search = (query: string) => server.as("ada").call("messages.search", { query });

test("S11 S30 any text is a query: it is answered, or refused as too many words", async () => {
  await fc.assert(
    fc.asyncProperty(anyText(limits.searchText), async (query) => {
      const outcome = await search(query).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome instanceof ParleyError ? outcome.code : outcome).toBe("validation_failed");
    }),
    { numRuns: 300 },
  );
});

test("a snippet's segments in a row are a part of the message's text, hits in it", async () => {
  await fc.assert(
    fc.asyncProperty(anyText(600), fc.nat(), async (text, at) => {
      const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
      const word = words[at % Math.max(1, words.length)];
      if (word === undefined || text.trim() === "") return;
      const { message } = await server.as("ada").call("messages.send", { conversationId, text });
      said.set(message.id, text);
      const { results } = await search([...word].slice(0, limits.searchText).join(""));
      for (const { message: found, snippet } of results) {
        expect(found.text).toContain(snippet.map((segment) => segment.text).join(""));
        expect(snippet.every((segment) => segment.text.length > 0 && segment.text.isWellFormed())).toBe(true);
        expect(snippet.some((segment) => segment.hit)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
  // All of them are indexed as well.
  await server.server.app.search.indexer.catchUp();
  const { rows } = await server.pool.query(
    "select count(*)::int as behind from conversations c left join search_progress p on p.conversation_id = c.id where c.last_seq > coalesce(p.seq, 0)",
  );
  expect(rows).toEqual([{ behind: 0 }]);
});

test("S30 the longest message of one letter, mark or pattern takes time in proportion to its length", async () => {
  const { tokenize, formsOf, segmentsOf } = await import("../../language/index.ts");
  const work = (text: string) => {
    const startedAt = process.cpuUsage().user;
    for (const token of tokenize(text)) token.kind === "word" ? formsOf(token) : segmentsOf({ ...token, surface: token.surface.slice(0, limits.searchText) });
    return process.cpuUsage().user - startedAt;
  };
  const units = ["a", "\u0301", "1", "ก", "า์", "漢", "あ", "한", "न", "न्", "ـ", "İ", "x ", '"', "from:", "ae", "ch", "\u1100", "\u0e4c", "aA1-"];
  for (const unit of units) {
    const [half, whole] = [unit.repeat(limits.messageText / 2), unit.repeat(limits.messageText)];
    work(half);
    // Twice the text may take four times as long on a noisy machine, not a thousand times.
    const [short, long] = [Math.max(5000, work(half)), work(whole)];
    expect({ unit, ratio: Math.round(long / short) > 20 }).toEqual({ unit, ratio: false });
  }
});
