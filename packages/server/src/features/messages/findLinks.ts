import { limits } from "@parley/protocol";
import { LinkifyIt } from "linkify-it";

/** With the user and password that an address may carry: cutting them off would make another address of it. */
const linkify = new LinkifyIt({ urlAuth: true, fuzzyEmail: false });

/** What a link begins with. The library by itself wants a space before it, which Chinese, Japanese and Thai do not write. */
const beginning = /https?:\/\/|www\./giu;
/** Beginnings that are tried: bounds the work on a text made of nothing else. */
const maxTried = 30;

/** Whether a text can have links at all: all that a text without any pays. */
function mayHaveLinks(text: string): boolean {
  return text.includes("://") || /www\./i.test(text);
}

/** The first distinct web addresses of a text, as the URL standard writes them; without a scheme they are https. */
export function findLinks(text: string): string[] {
  if (!mayHaveLinks(text)) return [];
  const links = new Set<string>();
  let tried = 0;
  let end = 0;
  for (const { 0: found, index } of text.matchAll(beginning)) {
    if (index < end) continue;
    if (tried === maxTried || links.size === limits.previewsPerMessage) break;
    tried += 1;
    const scheme = found.includes(":") ? "" : "https://";
    const address = linkify.matchAtStart(scheme + text.slice(index, index + limits.url + 1))?.raw;
    if (address === undefined) continue;
    end = index + address.length - scheme.length;
    const url = URL.parse(address);
    if (url !== null && url.href.length <= limits.url) links.add(url.href);
  }
  return [...links];
}
