const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function firstGrapheme(word: string): string {
  return graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
}

/** "Asha Gurung" → "AG", "आशा गुरुङ" → "आगु": whole characters as their readers count them. */
export function toInitials(name: string): string {
  const words = name
    .trim()
    // "(you)" is no name.
    .replace(/(?<=\S)\s\([^()]*\)$/u, "")
    .split(/\s+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, ""))
    .filter((word) => word !== "");
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (firstGrapheme(words[0] ?? name.trim()) + (last ? firstGrapheme(last) : "")).toLocaleUpperCase();
}
