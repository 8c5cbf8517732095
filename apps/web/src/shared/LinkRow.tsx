import type { Message } from "@parley/protocol";
import { toFullDate, toListTime } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { useNow } from "../i18n/useNow.ts";
import { LinkCard } from "../links/LinkCard.tsx";
import { toLinks } from "../links/toLinks.ts";

/** The pages that one message links to, as cards where they said something, and who sent them when. */
export function LinkRow({ message }: { message: Message }) {
  const { text, previews, sender, createdAt } = message;
  const when = toListTime(createdAt, useNow());
  const plain = { title: null, description: null, siteName: null, imageUrl: null, imageWidth: null, imageHeight: null };
  return (
    <li className="flex flex-col gap-1 rounded-panel px-2 py-1.5 [&>a]:w-full">
      {toLinks(text).map((url) => {
        const preview = previews.find((each) => each.url === url);
        return <LinkCard key={url} preview={preview ?? { ...plain, url, title: url }} />;
      })}
      <p dir="auto" className="pt-0.5 text-xs text-match text-muted" title={toFullDate(createdAt)}>
        {t("shared.by", { name: sender.name, when })}
      </p>
    </li>
  );
}
