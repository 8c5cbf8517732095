import { isDevanagari } from "./scripts.ts";

/**
 * Devanagari and its romanisation on common ground. People romanise by ear:
 * khusi, khushi; chha, cha, xa; dhanyabad, dhanyawad; aa, a. The sound keeps
 * one letter for each group that is mixed up, and drops every a: the script
 * does not write the short one, and nobody agrees on the length of the other.
 */
const consonants: Record<string, string> = {
  क: "k",
  ख: "k",
  ग: "g",
  घ: "g",
  ङ: "n",
  च: "c",
  छ: "c",
  ज: "j",
  झ: "j",
  ञ: "n",
  ट: "t",
  ठ: "t",
  ड: "d",
  ढ: "d",
  ण: "n",
  त: "t",
  थ: "t",
  द: "d",
  ध: "d",
  न: "n",
  प: "p",
  फ: "f",
  ब: "b",
  भ: "b",
  म: "m",
  य: "y",
  र: "r",
  ल: "l",
  व: "b",
  श: "s",
  ष: "s",
  स: "s",
  ह: "h",
  ळ: "l",
};
const vowels: Record<string, string> = {
  अ: "a",
  आ: "a",
  इ: "i",
  ई: "i",
  उ: "u",
  ऊ: "u",
  ऋ: "ri",
  ए: "e",
  ऐ: "ai",
  ओ: "o",
  औ: "au",
  ऑ: "a",
  ऍ: "e",
  "ा": "a",
  "ि": "i",
  "ी": "i",
  "ु": "u",
  "ू": "u",
  "ृ": "ri",
  "े": "e",
  "ै": "ai",
  "ो": "o",
  "ौ": "au",
  "ॉ": "a",
  "ॅ": "e",
};
const virama = "्";
const anusvara = "ं";

/** Fewer letters than these say too little without their a's. */
const enough = 3;

/** The ways a folded word may sound: one, or two where a nasal may or may not be heard. */
export function soundsOf(word: string): string[] {
  const spelled = isDevanagari(word) ? [...new Set([romanize(word, true), romanize(word, false)])] : [word];
  return [...new Set(spelled.flatMap(toSound))];
}

/** Whether two words of one sound differ by a's that are there or not (pokhra, pokhara), and not by their place (trial, trail). */
export function differByVowel(one: string, other: string): boolean {
  const [short, long] = [toHeard(one), toHeard(other)].sort((a, b) => a.length - b.length) as [string, string];
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** With its a's. */
function toHeard(roman: string): string {
  return (
    roman
      .replace(/^x|chh|ch/g, "C")
      .replace(/x/g, "ks")
      .replace(/c/g, "k")
      .replace(/C/g, "c")
      .replace(/ph/g, "f")
      .replace(/([kgjtdbs])h/g, "$1")
      .replace(/ee/g, "i")
      .replace(/oo/g, "u")
      .replace(/ei/g, "e")
      .replace(/[vw]/g, "b")
      .replace(/z/g, "j")
      .replace(/q/g, "k")
      .replace(/gny|gn/g, "gy")
      .replace(/(.)\1+/g, "$1")
      .replace(/iy/g, "i")
      // किराये, किराए
      .replace(/ay(?=[eio])/g, "a")
  );
}

function toSound(roman: string): string[] {
  const heard = toHeard(roman);
  const bare = heard.replace(/a/g, "").replace(/(.)\1+/g, "$1");
  if (bare.length >= enough) return [bare];
  const full = heard.length > 2 ? heard.replace(/a$/, "") : heard;
  return full.length >= 2 ? [full] : [];
}

/** Letter by letter; `nasal`: an anusvara is heard. */
function romanize(word: string, nasal: boolean): string {
  let roman = "";
  for (let index = 0; index < word.length; index += 1) {
    const letter = word[index] as string;
    const next = word[index + 1] ?? "";
    const consonant = consonants[letter];
    if (letter === "ज" && next === virama && word[index + 2] === "ञ") {
      roman += "gya";
      index += 2;
    } else if (consonant !== undefined) {
      // ch is what people write for च; the same letter stands for both from here on.
      const written = consonant === "c" ? "ch" : consonant;
      roman += written + (next in vowels || next === virama ? "" : "a");
    } else if (letter === anusvara) roman += nasal ? (/[पफबभम]/.test(next) ? "m" : "n") : "";
    else if (letter === virama) continue;
    else roman += vowels[letter] ?? (/[\u0900-\u097f]/.test(letter) ? "" : letter);
  }
  return roman;
}
