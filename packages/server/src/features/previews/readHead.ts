import { Parser } from "htmlparser2";
import { requireEncoding } from "./decodedText.ts";

/** A picture that a page names for itself, with the size that it claims. */
export type HeadImage = { url: string; width?: string; height?: string };

/** What a page's head says, as it says it. Of what is said twice, the first counts. */
export type Head = { title: string | undefined; base: string | undefined; meta: Map<string, string>; images: HeadImage[] };

/** Reads until the head has ended: what follows is not even fetched. */
export async function readHead(text: AsyncIterable<string>): Promise<Head> {
  const head: Head = { title: undefined, base: undefined, meta: new Map(), images: [] };
  let titleParts: string[] | null = null;
  let drawings = 0;
  let ended = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "body") ended = true;
      if (ended) return;
      // Drawings have titles too.
      if (name === "svg") drawings += 1;
      if (name === "title" && drawings === 0 && head.title === undefined) titleParts = [];
      if (name === "base") head.base ??= attributes.href;
      if (name === "meta") addMeta(head, attributes);
    },
    ontext(data) {
      titleParts?.push(data);
    },
    onclosetag(name) {
      if (name === "head") ended = true;
      if (name === "svg") drawings -= 1;
      if (name !== "title" || titleParts === null) return;
      head.title = titleParts.join("");
      titleParts = null;
    },
  });
  for await (const part of text) {
    parser.write(part);
    if (ended) return head;
  }
  parser.end();
  return head;
}

function addMeta({ meta, images }: Head, attributes: Record<string, string>): void {
  if (attributes.charset !== undefined) requireEncoding(attributes.charset);
  const name = (attributes.property ?? attributes.name ?? attributes.itemprop)?.trim().toLowerCase();
  const { content } = attributes;
  if (name === undefined || content === undefined) return;
  const image = images.at(-1);
  // Open Graph: what follows an image is about it, until the next.
  const isAddress = name === "og:image:url" || name === "og:image:secure_url";
  if (name === "og:image" || (isAddress && image === undefined)) images.push({ url: content });
  else if (image !== undefined && isAddress) image.url = content;
  else if (image !== undefined && name === "og:image:width") image.width = content;
  else if (image !== undefined && name === "og:image:height") image.height = content;
  else if (!meta.has(name)) meta.set(name, content);
}
