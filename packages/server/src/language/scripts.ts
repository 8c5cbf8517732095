/** What the rest of this room asks about characters. Every pattern is one class: none can take long. */

/** Written without spaces between words, or (Hangul) with particles grown onto them: compared by substring. */
export const runScripts = /(?!\p{Nd})[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

export const isDevanagari = (text: string): boolean => /\p{sc=Devanagari}/u.test(text);
export const isLatin = (text: string): boolean => /\p{sc=Latin}/u.test(text);
export const isHangul = (text: string): boolean => /\p{sc=Hangul}/u.test(text);
export const hasDigit = (text: string): boolean => /\p{Nd}/u.test(text);
