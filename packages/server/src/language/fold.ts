import { Converter } from "opencc-js/t2cn";

/** One Chinese character at a time: what depends on its neighbours would move the places of hits. */
const toSimplified = Converter({ from: "t", to: "cn" });

const letters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  ħ: "h",
  ŋ: "n",
  ĸ: "k",
  // Arabic and Persian: hamza carriers, alef maqsura, ta marbuta, kaf, ya, waw.
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ئ: "ي",
  ؤ: "و",
  ة: "ه",
  ک: "ك",
  ء: "",
  // Cyrillic
  ё: "е",
};

/** Marks that tell letters apart, where others only colour them: vowels of Indic and other scripts, but not their nuktas. */
const essentialMark =
  /[\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Gujarati}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{sc=Gurmukhi}\p{sc=Oriya}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}\p{sc=Katakana}]/u;
const devanagari = /[\u0900-\u097f]/;
const thai = /[\u0e00-\u0e7f]/;

const kept = new Map<string, string>();
const keep = 20_000;

/**
 * A letter with its marks, as search compares it: compatibility forms and
 * case, accents, tashkeel and tatweel, nukta and joiners, tone marks, katakana
 * or hiragana, traditional or simplified, digits of any script are all one.
 * May be empty.
 */
export function foldCluster(cluster: string): string {
  const code = cluster.length === 1 ? cluster.charCodeAt(0) : 128;
  if (code < 128) return code >= 65 && code <= 90 ? cluster.toLowerCase() : cluster;
  const known = kept.get(cluster);
  if (known !== undefined) return known;
  if (kept.size >= keep) kept.clear();
  const folded = fold(cluster);
  kept.set(cluster, folded);
  return folded;
}

function fold(cluster: string): string {
  let text = cluster.normalize("NFKC").toLowerCase();
  if (devanagari.test(text)) text = foldDevanagari(text);
  else if (thai.test(text)) text = foldThai(text);
  // Kana keep their voicing marks, which NFKC has joined; Hangul its letters.
  else if (!/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(text))
    text = text.normalize("NFD").replace(/\p{M}/gu, (mark) => (essentialMark.test(mark) ? mark : ""));
  let folded = "";
  for (const letter of text) {
    const digit = /\p{Nd}/u.test(letter) ? toDigit(letter) : undefined;
    folded += digit ?? letters[letter] ?? toOther(letter);
  }
  return folded;
}

function toOther(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= 0x30a1 && code <= 0x30f6) return String.fromCodePoint(code - 0x60);
  if (code >= 0x3400 && code <= 0x9fff) {
    const simplified = toSimplified(letter);
    return [...simplified].length === 1 ? simplified : letter;
  }
  return code === 0x0640 || code === 0x200c || code === 0x200d ? "" : letter;
}

/** Digits lie in tens: counting back to a letter that is none gives the value. */
function toDigit(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  for (let value = 0; value < 10; value += 1) if (!/\p{Nd}/u.test(String.fromCodePoint(code - value - 1)) || (code - value) % 16 === 0) return String(value);
  return String(code % 10);
}

/** Nukta off, chandrabindu as anusvara, joiners off. */
function foldDevanagari(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u093c\u200c\u200d]/g, "")
    .replace(/\u0901/g, "\u0902");
}

/** Tone marks are mistyped as often as not, and a silenced consonant is left out as often as not. */
function foldThai(text: string): string {
  return text.replace(/.[\u0e31\u0e34\u0e38]?\u0e4c/g, "").replace(/[\u0e48-\u0e4b\u0e47\u0e4d\u0e4e]/g, "");
}
