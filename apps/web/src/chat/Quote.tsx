import type { Message } from "@parley/protocol";
import clsx from "clsx";
import { Picture } from "../files/Picture.tsx";
import { t } from "../i18n/t.ts";
import { useChat } from "./ChatContext.ts";
import { toExcerpt } from "./toExcerpt.ts";

type Props = { messageId: string; quoted: Message | undefined; own: boolean };

/** What a message replies to; pressing it goes there. */
export function Quote({ messageId, quoted, own }: Props) {
  const { jumpTo, meId } = useChat();
  const name = quoted ? (quoted.sender.id === meId ? t("message.you") : quoted.sender.name) : t("message.original");
  const picture = quoted?.deletedAt === null ? quoted.attachments.find(({ kind }) => kind === "image") : undefined;
  const text = quoted ? toExcerpt(quoted) : t("message.showOriginal");
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t("message.replyingTo", { name, text })}
      onClick={() => jumpTo(messageId)}
      className={clsx(
        "mb-1 flex w-full min-w-40 items-center gap-2 overflow-hidden rounded-lg border-s-3 border-accent px-2.5 py-1.5 text-start",
        own ? "bg-accent/10" : "bg-sunken",
      )}
    >
      <span className="min-w-0 flex-1">
        <bdi className="block truncate text-xs font-semibold text-accent-ink">{name}</bdi>{" "}
        <span dir="auto" className={clsx("line-clamp-2 text-sm wrap-anywhere", own ? "text-bubble-own-muted" : "text-bubble-other-muted")}>
          {text}
        </span>
      </span>
      {picture ? (
        <span className="size-10 shrink-0 overflow-hidden rounded-md">
          <Picture attachment={picture} alt="" />
        </span>
      ) : null}
    </button>
  );
}
