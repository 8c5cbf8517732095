import { expect, test } from "vitest";
import { type Source, toDocument } from "./document.ts";

const source = (values: Partial<Source>): Source => ({
  conversation_id: "c",
  seq: 1,
  sender_id: "ada",
  text: "",
  type: "text",
  attachments: null,
  created_at: "2026-01-01T00:00:00.000Z",
  deleted_at: null,
  ...values,
});
const aFile = (kind: "image" | "audio" | "file", name: string) => ({ id: crypto.randomUUID(), kind, name });
const wordsOf = (values: Partial<Source>) => [...(toDocument(source(values))?.keys() ?? [])];

test("I10 a deleted message has no words, whatever its row still holds", () => {
  expect(toDocument(source({ text: "secret", deleted_at: "2026-01-02T00:00:00.000Z" }))).toBeNull();
  expect(toDocument(source({ text: "…" }))).toBeNull();
});

test("each word once, folded; of a script without spaces each pair of letters, and the last alone", () => {
  expect(wordsOf({ text: "Añb añb, 12" })).toEqual(["anb", "12"]);
  expect(wordsOf({ text: "圖書館" })).toEqual(["图书", "书馆", "馆"]);
});

test("what is attached and linked is among them, and no word of a text is like it", () => {
  expect(wordsOf({ text: "see https://example.com" })).toEqual(["see", "https", "example", "com", "/link"]);
  expect(wordsOf({ type: "image", text: "" })).toEqual(["/file", "/image"]);
  expect(wordsOf({ attachments: [aFile("image", "Plan-7.png"), aFile("audio", "12.ogg")] })).toEqual([
    "plan",
    "7",
    "png",
    "12",
    "ogg",
    "/file",
    "/image",
    "/audio",
  ]);
  expect(wordsOf({ type: "file", text: "/image /file" })).toEqual(["image", "file", "/file"]);
});

test("words that are written together in a file's name are there alone as well, those of a text are not", () => {
  expect(wordsOf({ attachments: [aFile("file", "AnnualReport2026.pdf")] })).toEqual(["annualreport2026", "annual", "report", "2026", "pdf", "/file"]);
  expect(wordsOf({ text: "AnnualReport2026" })).toEqual(["annualreport2026"]);
});
