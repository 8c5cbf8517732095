import type { OutboxEntry, Upload } from "@parley/client";
import { type Message, ParleyError } from "@parley/protocol";
import { useParley } from "@parley/react";
import { PendingFiles } from "../files/PendingFiles.tsx";
import { findPreview } from "../files/previews.ts";
import { toFilesLook } from "../files/toFilesLook.ts";
import { t } from "../i18n/t.ts";
import { toErrorText } from "../shell/toErrorText.ts";
import { Bubble } from "./Bubble.tsx";
import { isEmojiOnly } from "./isEmojiOnly.ts";
import { MessageMeta } from "./MessageMeta.tsx";
import { Quote } from "./Quote.tsx";

type Props = { entry: OutboxEntry; status: "sending" | "failed"; quoted: Message | undefined; closesGroup: boolean };

/** A message on its way. When it failed: why, and what one can do about it. */
export function PendingMessage({ entry, status, quoted, closesGroup }: Props) {
  const parley = useParley();
  const large = entry.replyTo === null && isEmojiOnly(entry.text);
  const looks = toFilesLook(entry.text, entry.uploads.map(toKind));
  return (
    <>
      <Bubble own closesGroup={closesGroup} bare={large}>
        {entry.replyTo ? <Quote messageId={entry.replyTo} quoted={quoted} own /> : null}
        {entry.uploads.length > 0 ? (
          <div className={looks.files}>
            <PendingFiles entry={entry} />
          </div>
        ) : null}
        <p
          dir={entry.text ? "auto" : undefined}
          className={`whitespace-pre-wrap wrap-anywhere ${looks.text} ${large ? "flex items-end text-4xl leading-tight" : ""}`}
        >
          {entry.text}
          <MessageMeta createdAt={entry.createdAt} own status={status} onPicture={looks.metaOnPicture} />
        </p>
      </Bubble>
      {status === "failed" ? (
        <p role="alert" className="flex flex-wrap items-center justify-end gap-x-1 pt-0.5 text-sm text-danger">
          <span className="pe-1">
            {t("failed.text")} {entry.error ? toErrorText(ParleyError.fromBody(entry.error)) : null}
          </span>
          <button
            type="button"
            onClick={() => parley.messages.retry(entry.clientId)}
            className="min-h-6 rounded px-1.5 font-semibold underline underline-offset-2"
          >
            {t("failed.retry")}
          </button>
          <button
            type="button"
            onClick={() => parley.messages.discard(entry.clientId)}
            className="min-h-6 rounded px-1.5 font-semibold underline underline-offset-2"
          >
            {t("failed.discard")}
          </button>
        </p>
      ) : null}
    </>
  );
}

/** As far as this device can tell. */
function toKind({ id }: Upload): { kind: "image" | "file" } {
  return { kind: findPreview(id) ? "image" : "file" };
}
