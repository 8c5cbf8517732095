import { type LinkPreview, limits } from "@parley/protocol";
import { cleanText } from "./cleanText.ts";
import type { Head, HeadImage } from "./readHead.ts";

/** Without the link: pages are kept, and are linked to with other fragments. */
export type PagePreview = Omit<LinkPreview, "url">;

/** Whether a picture's address is one of the public Internet. */
type MayShow = (address: string) => Promise<boolean>;

/** Pictures that are looked at until one may be shown. */
const maxImages = 3;

/** Open Graph first, then Twitter's cards, then plain HTML. A page without any title has no preview. */
export async function toPreview({ title, base, meta, images }: Head, pageUrl: URL, mayShow: MayShow): Promise<PagePreview | null> {
  const say = (maxCodePoints: number, ...texts: (string | undefined)[]) =>
    texts.map((text) => cleanText(text, maxCodePoints)).find((text) => text !== null) ?? null;
  const named = say(limits.previewTitle, meta.get("og:title"), meta.get("twitter:title"), title);
  if (named === null) return null;
  const cards = ["twitter:image", "twitter:image:src"].flatMap((name) => meta.get(name) ?? []).map((url) => ({ url }));
  return {
    title: named,
    description: say(limits.previewDescription, meta.get("og:description"), meta.get("twitter:description"), meta.get("description")),
    siteName: say(limits.previewSiteName, meta.get("og:site_name"), meta.get("application-name")),
    ...(await chooseImage([...images, ...cards], URL.parse(base ?? "", pageUrl.href) ?? pageUrl, mayShow)),
  };
}

/** A link to a picture shows it. */
export async function toImagePreview(pageUrl: URL, mayShow: MayShow): Promise<PagePreview | null> {
  const image = await chooseImage([{ url: pageUrl.href }], pageUrl, mayShow);
  return image.imageUrl === null ? null : { title: null, description: null, siteName: null, ...image };
}

/** The first that browsers may be told to load: over https, as the pages' policy wants it, and from the public Internet. */
async function chooseImage(images: HeadImage[], base: URL, mayShow: MayShow): Promise<Pick<PagePreview, "imageUrl" | "imageWidth" | "imageHeight">> {
  for (const { url, width, height } of images.slice(0, maxImages)) {
    const image = URL.parse(url, base.href);
    if (image?.protocol === "https:" && image.href.length <= limits.url && (await mayShow(image.href)))
      return { imageUrl: image.href, imageWidth: toPixels(width), imageHeight: toPixels(height) };
  }
  return { imageUrl: null, imageWidth: null, imageHeight: null };
}

function toPixels(text = ""): number | null {
  return /^[1-9]\d{0,4}$/.test(text.trim()) ? Number(text) : null;
}
