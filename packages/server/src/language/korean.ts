/**
 * Korean grows particles onto nouns and endings onto verbs. What a query word
 * may look like in a message is its noun, or one of the shapes that its verb
 * root takes before an ending. Messages are compared by substring, so only
 * queries need this.
 */
const particles =
  "으로부터 에게서 한테서 이라도 까지는 에서는 에서도 에게는 으로는 이라는 이라고 에서 에게 한테 까지 부터 처럼 보다 마다 밖에 으로 이나 이랑 하고 라도 라는 라고 은 는 이 가 을 를 에 의 도 만 로 와 과 나 랑 께 야 아".split(
    " ",
  );
const endings =
  "되었습니다 됐습니다 됐어요 됩니다 되나요 됐어 됐다 되다 되는 되면 돼서 돼요 된 될 하겠습니다 했습니다 하였습니다 하셨어요 하십니다 합니다 했어요 하세요 할게요 하는데 했는데 하려고 해주세요 했니 해요 했어 했다 하다 하기 하고 하는 하면 해서 할게 해 함 한 할".split(
    " ",
  );
const verbEndings =
  "었습니다 았습니다 겠습니다 습니다 었어요 았어요 었는데 았는데 는데요 으려고 을게요 어요 아요 었어 았어 었다 았다 는데 으면 으러 려고 을게 을래 네요 지요 어서 아서 다 어 아 고 지 네 는 은 을 자 면 러".split(
    " ",
  );

const base = 0xac00;
const syllablesPerVowel = 28;
const syllablesPerInitial = 588;
const vowels = { ㅏ: 0, ㅐ: 1, ㅓ: 4, ㅔ: 5, ㅕ: 6, ㅗ: 8, ㅘ: 9, ㅜ: 13, ㅝ: 14, ㅡ: 18, ㅣ: 20 };
/** Vowel of a root → what it becomes with -어. */
const contracted = new Map([
  [vowels.ㅣ, vowels.ㅕ],
  [vowels.ㅗ, vowels.ㅘ],
  [vowels.ㅜ, vowels.ㅝ],
  [vowels.ㅡ, vowels.ㅓ],
]);
const finals = { none: 0, n: 4, l: 8, m: 16, p: 17, ss: 20 };

export function variantsOf(word: string): { needle: string; weight: number }[] {
  const variants = new Map([[word, 1]]);
  const add = (needle: string, weight: number) => {
    if (needle.length > 0 && !variants.has(needle)) variants.set(needle, weight);
  };
  add(nounOf(word), 0.9);
  const action = endings.find((ending) => word.endsWith(ending) && word.length - ending.length >= 2);
  if (action !== undefined) add(word.slice(0, -action.length), 0.9);
  else for (const root of rootsOf(word)) for (const shape of shapesOf(root)) add(shape, shape.length > 1 ? 0.8 : 0.65);
  return [...variants].map(([needle, weight]) => ({ needle, weight }));
}

/** Without its particle, if a noun of two syllables remains. */
export function nounOf(word: string): string {
  const particle = particles.find((ending) => word.endsWith(ending) && word.length - ending.length >= 2);
  return particle === undefined ? word : word.slice(0, -particle.length);
}

function rootsOf(word: string): string[] {
  const ending = verbEndings.find((candidate) => word.endsWith(candidate) && word.length > candidate.length);
  if (ending !== undefined) return [word.slice(0, -ending.length)].flatMap((root) => [root, ...uncontracted(root)]);
  // 갔어, 기다렸어: the past is in the last syllable but one.
  const past = word.length > 1 ? uncontracted(word.slice(0, -1)) : [];
  return past.length > 0 && /[어다지네는]$/.test(word) ? past : [];
}

/** 기다렸 → 기다리; 갔 → 가. Nothing if the last syllable is no such past. */
function uncontracted(stem: string): string[] {
  const code = stem.charCodeAt(stem.length - 1) - base;
  if (code < 0 || code >= 11_172 || code % syllablesPerVowel !== finals.ss) return [];
  const open = code - finals.ss;
  const vowel = Math.floor((open % syllablesPerInitial) / syllablesPerVowel);
  const roots = [...contracted].filter(([, result]) => result === vowel).map(([root]) => open + (root - vowel) * syllablesPerVowel);
  return [open, ...roots].map((syllable) => stem.slice(0, -1) + String.fromCharCode(base + syllable));
}

/** The root, and if it ends in a vowel what it becomes before endings that merge with it. */
function shapesOf(root: string): string[] {
  const code = root.charCodeAt(root.length - 1) - base;
  if (code < 0 || code >= 11_172 || code % syllablesPerVowel !== finals.none) return [root];
  const vowel = Math.floor((code % syllablesPerInitial) / syllablesPerVowel);
  const merged = contracted.get(vowel);
  const last = [code, code + finals.n, code + finals.l, code + finals.m, code + finals.p, code + finals.ss];
  if (merged !== undefined) last.push(code + (merged - vowel) * syllablesPerVowel, code + (merged - vowel) * syllablesPerVowel + finals.ss);
  return last.map((syllable) => root.slice(0, -1) + String.fromCharCode(base + syllable));
}

/** Syllables taken apart, so that a slip in one letter is one letter. */
export function toJamo(word: string): string {
  return word.normalize("NFD");
}
