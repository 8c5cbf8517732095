import type { Context } from "@parley/protocol";
import { shortText, toUrl } from "../clean.ts";
import { type Fields, pick, toId } from "../fields.ts";
import type { Reading } from "../source.ts";

/** What a conversation is about. Its title is told by the source, else it is called by its kind and id. */
export function toContext(type: string, id: unknown, described: Fields, { note, baseUrl }: Reading): Context | null {
  const given = toId(id);
  if (given === null) return null;
  const cut = () => note("context_cut", `${type} ${given.slice(0, 60)}`);
  const contextId = shortText(given, 128, cut) ?? given;
  return {
    type,
    id: contextId,
    title: shortText(pick(described, "title", "name"), 200, cut) ?? `${type} ${contextId}`.slice(0, 200),
    url: toUrl(pick(described, "url"), baseUrl),
    imageUrl: toUrl(pick(described, "imageUrl", "image_url", "image"), baseUrl),
  };
}
