/**
 * The i18n room: which language and direction the page speaks. Decided once,
 * before the first render, from the path (/en/messages), `?lang=`, the stored
 * choice and the browser, in that order. `?dir=rtl` mirrors any language, for testing.
 */
import { en } from "./en.ts";

export type Plural = { readonly [rule in Intl.LDMLPluralRule]?: string } & { readonly other: string };
export type Texts = { readonly [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Plural };

/** Every language that has texts. A new one is a module beside en.ts and a line here. */
const languages: Record<string, Texts> = { en };

/** Names that hosts use for a language besides its own tag. */
const aliases: Record<string, string> = { np: "ne" };

// Unit tests run without a page.
const { search, pathname } = globalThis.location ?? { search: "", pathname: "/" };
const query = new URLSearchParams(search);
const pathPrefix = /^\/([a-z]{2})\/messages(?=\/|$)/.exec(pathname);
const wanted = [pathPrefix?.[1], query.get("lang"), globalThis.document && localStorage.getItem("parley.language"), ...navigator.languages];

function find(tag: string | null | undefined): string | undefined {
  const base = tag?.toLowerCase().split("-")[0] ?? "";
  const name = aliases[base] ?? base;
  return name in languages ? name : undefined;
}

function toDirection(tag: string): "ltr" | "rtl" {
  return ["ar", "he", "fa", "ur"].includes(tag) ? "rtl" : "ltr";
}

const name = wanted.map(find).find((found) => found !== undefined) ?? "en";

export const texts: Texts = languages[name] ?? en;
/** For Intl: the browser's own variant of the language (en-GB), so that dates look familiar. */
export const locale = navigator.languages.find((tag) => find(tag) === name) ?? name;
export const direction = query.get("dir") === "rtl" ? "rtl" : toDirection(name);
/** The router's base: `/en/messages` when the host links there, else the root. */
export const basePath = pathPrefix?.[0] ?? "";

export function applyLanguage(): void {
  document.documentElement.lang = name;
  document.documentElement.dir = direction;
}
