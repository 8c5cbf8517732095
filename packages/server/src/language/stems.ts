import { stemmer as arabic } from "@orama/stemmers/arabic";
import { stemmer as armenian } from "@orama/stemmers/armenian";
import { stemmer as danish } from "@orama/stemmers/danish";
import { stemmer as dutch } from "@orama/stemmers/dutch";
import { stemmer as english } from "@orama/stemmers/english";
import { stemmer as finnish } from "@orama/stemmers/finnish";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as greek } from "@orama/stemmers/greek";
import { stemmer as hungarian } from "@orama/stemmers/hungarian";
import { stemmer as hindi } from "@orama/stemmers/indian";
import { stemmer as indonesian } from "@orama/stemmers/indonesian";
import { stemmer as italian } from "@orama/stemmers/italian";
import { stemmer as nepali } from "@orama/stemmers/nepali";
import { stemmer as norwegian } from "@orama/stemmers/norwegian";
import { stemmer as portuguese } from "@orama/stemmers/portuguese";
import { stemmer as romanian } from "@orama/stemmers/romanian";
import { stemmer as russian } from "@orama/stemmers/russian";
import { stemmer as spanish } from "@orama/stemmers/spanish";
import { stemmer as swedish } from "@orama/stemmers/swedish";
import { stemmer as tamil } from "@orama/stemmers/tamil";
import { stemmer as turkish } from "@orama/stemmers/turkish";
import { stemArabicLightly } from "./arabic.ts";

/** Where the keyboard has no ı: it is i after a, o, u and ı, by the harmony of Turkish vowels. The stemmer knows endings by it. */
function stemTurkish(word: string): string[] {
  let vowel = "";
  let harmonic = "";
  for (const letter of word) {
    const heard = letter === "i" && /[aouı]/.test(vowel) ? "ı" : letter;
    if (/[aeıioöuü]/.test(heard)) vowel = heard;
    harmonic += heard;
  }
  const stem = turkish(harmonic);
  // faturası: the stemmer leaves the s that stands between two vowels.
  return /[aeıioöuü]s$/.test(stem) && /s[ıiuü]$/.test(harmonic) ? [stem, stem.slice(0, -1)] : [stem];
}

type Stemmer = (word: string) => string | string[];

/**
 * The Snowball stemmers, by script: the language of a message of four words
 * cannot be told, so a word has a stem in each language of its script. Two
 * words are inflections of one if any language says so. PostgreSQL has the same
 * stemmers; here they also judge messages that are not indexed yet, and do not
 * depend on the version of the server behind DATABASE_URL.
 */
const byScript: [script: RegExp, stemmers: Record<string, Stemmer>][] = [
  [
    /\p{sc=Latin}/u,
    {
      en: english,
      de: german,
      es: spanish,
      fr: french,
      pt: portuguese,
      it: italian,
      nl: dutch,
      tr: stemTurkish,
      id: indonesian,
      sv: swedish,
      da: danish,
      no: norwegian,
      fi: finnish,
      hu: hungarian,
      ro: romanian,
    },
  ],
  [/\p{sc=Devanagari}/u, { hi: hindi, ne: nepali }],
  [/\p{sc=Arabic}/u, { ar: arabic, al: stemArabicLightly }],
  [/\p{sc=Cyrillic}/u, { ru: russian }],
  [/\p{sc=Greek}/u, { el: greek }],
  [/\p{sc=Armenian}/u, { hy: armenian }],
  [/\p{sc=Tamil}/u, { ta: tamil }],
];

/** A stem of one or two letters, or of a small part of the word, would join words that have nothing in common. */
const shortest = 3;
const leastShare = 0.4;
/** Languages with many endings, which look like endings to words of every other language. */
const eager = new Set(["fi", "hu", "id", "ro", "nl"]);
const leastShareOfEager = 0.65;

type Language = { stem: Stemmer; leastShare: number };
const languages = byScript.map(([script, stemmers]): [RegExp, Language[]] => [
  script,
  Object.entries(stemmers).map(([language, stem]) => ({ stem, leastShare: eager.has(language) ? leastShareOfEager : leastShare })),
]);

/** The word's stems in all languages of its script. A loop without arrays in between: new words are half of what the indexer costs. */
export function stemsOf(word: string): Set<string> {
  const stems = new Set<string>();
  const [, known] = languages.find(([script]) => script.test(word)) ?? [];
  if (known === undefined || word.length < shortest) return stems;
  for (const { stem, leastShare } of known) {
    const least = Math.min(word.length, Math.max(shortest, word.length * leastShare));
    const found = stem(word);
    if (typeof found === "string") {
      if (found.length >= least) stems.add(found);
    } else for (const one of found) if (one.length >= least) stems.add(one);
  }
  return stems;
}
