const prefixes = ["وال", "بال", "كال", "فال", "ال", "لل"];
const suffixes = ["ها", "ان", "ات", "ون", "ين", "يه", "يه", "ه", "ي"];

/**
 * Light stemming of folded Arabic after Larkey, Ballesteros and Connell
 * ("light10", 2007): conjunction, article, then common endings, as long as a
 * word remains. Snowball's stemmer leaves some of these on. Every stage is a
 * stem, for an ending may belong to the word: امتحان, امتحانات.
 */
export function stemArabicLightly(word: string): string[] {
  let stem = word.startsWith("و") && word.length >= 4 ? word.slice(1) : word;
  const prefix = prefixes.find((candidate) => stem.startsWith(candidate) && stem.length - candidate.length >= 2);
  if (prefix !== undefined) stem = stem.slice(prefix.length);
  const stems = [stem];
  for (const suffix of suffixes) {
    if (!stem.endsWith(suffix) || stem.length - suffix.length < 2) continue;
    stem = stem.slice(0, -suffix.length);
    stems.push(stem);
    // The ه of غرفه is ت before an ending: غرفتين.
    if (stem.endsWith("ت") && stem.length > 3) stems.push(stem.slice(0, -1));
  }
  return stems;
}
