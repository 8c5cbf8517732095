import type { Message } from "@parley/protocol";
import clsx from "clsx";
import { Ban } from "lucide-react";
import { useRef } from "react";
import { MessageFiles } from "../files/MessageFiles.tsx";
import { toFilesLook } from "../files/toFilesLook.ts";
import { t } from "../i18n/t.ts";
import { LinkCards } from "../links/LinkCards.tsx";
import { Bubble } from "./Bubble.tsx";
import { useChat } from "./ChatContext.ts";
import { useFound } from "./FoundContext.ts";
import { isEmojiOnly } from "./isEmojiOnly.ts";
import { MessageMeta } from "./MessageMeta.tsx";
import { MessageText } from "./MessageText.tsx";
import { MessageToolbar } from "./MessageToolbar.tsx";
import { Quote } from "./Quote.tsx";
import { Reactions } from "./Reactions.tsx";
import { useLongPress } from "./useLongPress.ts";

type Props = { message: Message; status: "sent" | "delivered" | "read" | null; quoted: Message | undefined; closesGroup: boolean };

/** A message of the history: text, quote, marks, reactions, and what one may do with it. */
export function SentMessage({ message, status, quoted, closesGroup }: Props) {
  const { meId, names, openMenu, view } = useChat();
  const found = useFound(message);
  const bubble = useRef<HTMLDivElement>(null);
  const longPress = useLongPress(() => bubble.current && openMenu(message, bubble.current));
  const own = message.sender.id === meId;
  const deleted = message.deletedAt !== null;
  const large = !deleted && message.replyTo === null && isEmojiOnly(message.text);
  const mentioned = message.mentions.flatMap((id) => names.get(id) ?? []);
  const files = deleted ? [] : message.attachments;
  const looks = toFilesLook(message.text, files);
  // Words are no wider than the pictures and cards that they stand with.
  const narrow = message.previews.length > 0 && !deleted ? "w-0 min-w-full" : looks.text;
  const meta = (
    <MessageMeta
      createdAt={message.createdAt}
      own={own}
      status={deleted ? null : status}
      edited={message.editedAt !== null && !deleted}
      pinned={message.pinnedAt !== null}
      onPicture={looks.metaOnPicture}
    />
  );
  return (
    <>
      <div ref={bubble} {...(deleted ? {} : longPress)} className="relative max-w-full pointer-coarse:select-none pointer-coarse:[-webkit-touch-callout:none]">
        <Bubble own={own} closesGroup={closesGroup} bare={large}>
          {message.replyTo && !deleted ? <Quote messageId={message.replyTo} quoted={quoted} own={own} /> : null}
          {files.length > 0 ? (
            <div className={looks.files}>
              <MessageFiles attachments={files} onOpen={view} />
            </div>
          ) : null}
          {!deleted && message.previews.length > 0 ? <LinkCards previews={message.previews} /> : null}
          {deleted ? (
            <p className={clsx("italic", own ? "text-bubble-own-muted" : "text-bubble-other-muted")}>
              <Ban aria-hidden className="me-1.5 inline size-4 align-[-0.1875rem]" />
              {t(own ? "message.deletedOwn" : "message.deleted")}
              {meta}
            </p>
          ) : (
            <p
              dir={message.text ? "auto" : undefined}
              className={clsx("whitespace-pre-wrap wrap-anywhere", narrow, large && "flex items-end text-4xl leading-tight")}
            >
              <MessageText text={message.text} mentionedNames={mentioned} marks={found.marks} current={found.current} />
              {meta}
            </p>
          )}
        </Bubble>
        {deleted ? null : <MessageToolbar message={message} own={own} anchor={bubble} />}
      </div>
      {message.reactions.length > 0 && !deleted ? <Reactions message={message} own={own} /> : null}
    </>
  );
}
