import { limits } from "@parley/protocol";
import type { Note } from "./findings.ts";

const keptText = 64_000;

/** Text that PostgreSQL can store: no NUL, no lone surrogates. */
export function cleanText(value: string, about: string, note: Note): string {
  let text = value;
  if (text.includes("\0")) {
    note("nul_removed", about);
    text = text.replaceAll("\0", "");
  }
  if (!text.isWellFormed()) text = text.toWellFormed();
  // Also what a decoder put in the place of bytes that are not UTF-8.
  if (text.includes("\ufffd")) note("text_not_unicode", about);
  return text;
}

export function cleanMessageText(value: string, about: string, note: Note): string {
  const text = cleanText(value, about, note);
  if (text.length <= limits.messageText) return text;
  const characters = [...text];
  if (characters.length > keptText) {
    note("text_cut", `${about}: ${characters.length} characters`);
    return characters.slice(0, keptText).join("");
  }
  if (characters.length > limits.messageText) note("text_long", `${about}: ${characters.length} characters`);
  return text;
}

/** At most so many characters, trimmed; null when nothing is left. */
export function shortText(value: unknown, max: number, whenCut: () => void): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value).replaceAll("\0", "").toWellFormed().trim();
  if (text === "") return null;
  const characters = [...text];
  if (characters.length <= max) return text;
  whenCut();
  return characters.slice(0, max).join("").trim();
}

/** An http address, completed by `baseUrl` when it begins with a slash. */
export function toUrl(value: unknown, baseUrl: string | null): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  const url = URL.parse(value.trim(), value.startsWith("/") && baseUrl !== null ? baseUrl : undefined);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > limits.url) return null;
  return url.href;
}
