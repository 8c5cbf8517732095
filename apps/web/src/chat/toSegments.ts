export type Segment = { kind: "text"; text: string } | { kind: "link"; text: string; href: string } | { kind: "mention"; text: string };

const linkPattern = /(?:https?:\/\/|www\.)[^\s<>"“”]+/giu;
const trailing = /[.,:;!?'’)\]}،。、！？；：»]+$/u;

/** Punctuation after an address belongs to the sentence, unless it closes a bracket that the address opened. */
function trimAddress(found: string): string {
  let address = found;
  for (let end = trailing.exec(address); end !== null; end = trailing.exec(address)) {
    const last = address.at(-1);
    const open = last === ")" ? "(" : last === "]" ? "[" : undefined;
    if (open !== undefined && address.split(open).length >= address.split(last ?? "").length) break;
    address = address.slice(0, -1);
  }
  return address;
}

/** Only http and https become links; anything that is not an address stays text. */
function toHref(address: string): string | undefined {
  const candidate = /^www\./i.test(address) ? `https://${address}` : address;
  const parsed = URL.parse(candidate);
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") && parsed.hostname.includes(".") ? parsed.href : undefined;
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
