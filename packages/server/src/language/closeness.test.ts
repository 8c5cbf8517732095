import { expect, test } from "vitest";
import { askedForms, closeness, formsOf, keptFormsOf, sure, tokenize } from "./index.ts";

const wordOf = (text: string) => {
  const [token] = tokenize(text);
  if (token === undefined) throw new Error(`no word in ${text}`);
  return { folded: token.folded, forms: formsOf(token), kept: keptFormsOf(token) };
};
/** As it happens in the index: kept forms, found by asked ones. */
const close = (asked: string, found: string): number => {
  const [one, other] = [wordOf(asked), wordOf(found)];
  const { kept } = other;
  const isFound = one.folded === other.folded || askedForms(one).some((form) => kept.includes(form));
  return isFound ? closeness(one, { folded: other.folded, forms: kept }) : 0;
};

test.each([
  ["letter", "litter"],
  ["trial", "trail"],
  ["ship", "sheep"],
  ["cat", "car"],
  ["namaste", "नमस्कार"],
  ["12345", "12346"],
  ["das", "dasain"],
  ["كتاب", "مكتبه"],
])("%s is not surely %s", (asked, found) => {
  expect(close(asked, found)).toBeLessThan(sure);
});

test.each([
  ["must", "नमस्ते"],
  ["nest", "नमस्ते"],
  ["मिठाई", "mit"],
  ["train", "brain"],
  ["casa", "cosa"],
])("%s has nothing in common with %s, nor the other way round", (one, other) => {
  expect([close(one, other), close(other, one)]).toEqual([0, 0]);
});

test.each([
  ["STRASSE", "Straße", 1],
  ["ILAC", "ilaç", 1],
  ["istanbul", "İSTANBUL", 1],
  ["isparta", "Isparta", 1],
  ["مستشفي", "مُسْتَشْفَى", 1],
  ["١٢٣", "123", 1],
  ["फीस", "फ़ीस", 1],
  ["ﬁnance", "finance", 1],
  ["fahrraeder", "Fahrräder", 0.95],
  ["meetings", "meeting", 0.8],
  ["zuege", "Zug", 0.8],
  ["faturaları", "faturası", 0.8],
  ["сообщения", "сообщение", 0.8],
  ["किताबें", "किताब", 0.8],
  ["namaste", "नमस्ते", 0.7],
  ["नमस्ते", "namaste", 0.7],
  ["khushi", "खुसी", 0.7],
  ["chha", "छ", 0.7],
  ["dhanyawad", "dhanyabaad", 0.7],
  ["पैसाको", "paisa", 0.7],
  ["किराये", "किराए", 0.7],
  ["ticket", "टिकट", 0.55],
  ["recieve", "receive", 0.5],
  ["tommorow", "tomorrow", 0.7],
] as const)("%s is %s, by %d", (asked, found, weight) => {
  expect(close(asked, found)).toBe(weight);
});
