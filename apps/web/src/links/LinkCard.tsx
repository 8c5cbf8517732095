import type { LinkPreview } from "@parley/protocol";
import clsx from "clsx";
import { useState } from "react";
import { toHref } from "../chat/toHref.ts";

/** What is wider than this stands above the words, anything else beside them. */
const wideRatio = 1.35;
const wideFrom = 300;

/** What a page says of itself. Pictures come from the page's own site, which is not told where its link stood. */
export function LinkCard({ preview }: { preview: LinkPreview }) {
  const { url, title, description, imageUrl, imageWidth, imageHeight } = preview;
  const [broken, setBroken] = useState(false);
  const href = toHref(url);
  if (href === undefined) return null;
  const wide = title === null || ((imageWidth ?? 0) >= wideFrom && (imageWidth ?? 0) >= (imageHeight ?? 0) * wideRatio);
  const picture =
    imageUrl && !broken ? (
      <span className={clsx("relative block shrink-0 bg-sunken", wide ? "aspect-[1.91] w-full" : "order-last w-24")}>
        <img
          src={imageUrl}
          alt=""
          loading="lazy"
          referrerPolicy="no-referrer"
          draggable={false}
          onError={() => setBroken(true)}
          className="absolute inset-0 size-full object-cover"
        />
      </span>
    ) : null;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={url}
      className={clsx("flex w-80 max-w-full overflow-hidden rounded-picture bg-current/6 outline-offset-1 hover:bg-current/10", wide && "flex-col")}
    >
      {picture}
      <span className="flex min-w-0 flex-1 flex-col px-3 py-2">
        <span dir="auto" className="truncate text-xs text-match opacity-80">
          {preview.siteName ?? new URL(href).hostname}
        </span>
        {title ? (
          <span dir="auto" className="line-clamp-2 text-sm leading-5 font-semibold text-match wrap-anywhere">
            {title}
          </span>
        ) : null}
        {description ? (
          <span dir="auto" className="line-clamp-2 text-xs text-match wrap-anywhere opacity-80">
            {description}
          </span>
        ) : null}
      </span>
    </a>
  );
}
