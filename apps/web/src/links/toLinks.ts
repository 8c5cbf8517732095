import { toSegments } from "../chat/toSegments.ts";

/** The addresses that a text links to, each once. */
export function toLinks(text: string): string[] {
  return [...new Set(toSegments(text, []).flatMap((segment) => (segment.kind === "link" ? [segment.href] : [])))];
}
