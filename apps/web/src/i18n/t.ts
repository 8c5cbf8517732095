import type { en } from "./en.ts";
import { locale, type Plural, texts } from "./language.ts";

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type Source = typeof en;
type Key = keyof Source;
type Wanted<K extends Key> = Source[K] extends string ? Placeholders<Source[K]> : Placeholders<Source[K][keyof Source[K]]> | "count";
type Values<K extends Key> = { [Name in Wanted<K>]: string | number };

/** Keys of texts that need no values. */
export type PlainKey = { [K in Key]: [Wanted<K>] extends [never] ? K : never }[Key];

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);

function choose(text: string | Plural, count: number): string {
  return typeof text === "string" ? text : (text[plurals.select(count)] ?? text.other);
}

/** The text of a key in the page's language: `t("list.unread", { count: 3 })`. */
export function t<K extends Key>(key: K, ...[values]: [Wanted<K>] extends [never] ? [] : [Values<K>]): string {
  const given: Record<string, string | number> = values ?? {};
  return choose(texts[key], Number(given.count)).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name];
    return typeof value === "number" ? numbers.format(value) : (value ?? "");
  });
}
