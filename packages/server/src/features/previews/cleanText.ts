/** Characters that turn text around, hide in it or end a line. Joiners (U+200C, U+200D) stay: Devanagari and emoji are spelled with them. */
const unwanted = /[\p{Cc}\p{Co}\p{Cn}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0001}]/gu;
const ellipsis = "…";

/** What somebody else's page says, as one line of at most `maxCodePoints`; null when nothing is left. */
export function cleanText(text: string | undefined, maxCodePoints: number): string | null {
  if (text === undefined) return null;
  // A title of half a megabyte is cut before it is worked on.
  const line = text
    .slice(0, maxCodePoints * 8)
    .toWellFormed()
    .replace(unwanted, " ")
    .replace(/\s+/gu, " ")
    .trim();
  if (line === "") return null;
  const codePoints = [...line];
  return codePoints.length <= maxCodePoints
    ? line
    : `${codePoints
        .slice(0, maxCodePoints - 1)
        .join("")
        .trimEnd()}${ellipsis}`;
}
