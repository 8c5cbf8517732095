/** A tsvector's or tsquery's text of a word. Folded words have letters and digits, but nothing depends on that. */
export function toLexeme(word: string): string {
  return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

export function toLexemes(words: Iterable<string>): string {
  return Array.from(words, toLexeme).join(" ");
}
