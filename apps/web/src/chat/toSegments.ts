import { toHref } from "./toHref.ts";

export type Segment = { kind: "text"; text: string } | { kind: "link"; text: string; href: string } | { kind: "mention"; text: string };

const linkPattern = /(?:https?:\/\/|www\.)[^\s<>"“”]+/giu;
const trailing = new Set(".,:;!?'’)]}،。、！？；：»");
const openerOf = new Map([
  [")", "("],
  ["]", "["],
]);

/** Punctuation after an address belongs to the sentence, unless it closes a bracket that the address opened. */
function trimAddress(found: string): string {
  // Counted once: a message may be nothing but brackets.
  const unopened = new Map([...openerOf].map(([closer, opener]) => [closer, found.split(closer).length - found.split(opener).length]));
  let end = found.length;
  for (let last = found[end - 1]; last !== undefined && trailing.has(last); last = found[end - 1]) {
    const surplus = unopened.get(last);
    if (surplus !== undefined && surplus <= 0) break;
    if (surplus !== undefined) unopened.set(last, surplus - 1);
    end -= 1;
  }
  return found.slice(0, end);
}

function splitLinks(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(linkPattern)) {
    const address = trimAddress(match[0]);
    const href = toHref(address);
    if (href === undefined) continue;
    if (match.index > from) segments.push({ kind: "text", text: text.slice(from, match.index) });
    segments.push({ kind: "link", text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) segments.push({ kind: "text", text: text.slice(from) });
  return segments;
}

function splitMentions(text: string, names: readonly string[]): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const name = names.find((candidate) => text.startsWith(candidate, at + 1));
    if (name === undefined || at < from) continue;
    if (at > from) segments.push({ kind: "text", text: text.slice(from, at) });
    segments.push({ kind: "mention", text: `@${name}` });
    from = at + 1 + name.length;
  }
  if (from < text.length) segments.push({ kind: "text", text: text.slice(from) });
  return segments;
}

/** A message's text as the pieces that it is shown in; joined, they are the text again. */
export function toSegments(text: string, mentionedNames: readonly string[]): Segment[] {
  const names = mentionedNames.toSorted((a, b) => b.length - a.length);
  return splitLinks(text).flatMap((segment) => (segment.kind === "text" && names.length > 0 ? splitMentions(segment.text, names) : [segment]));
}
