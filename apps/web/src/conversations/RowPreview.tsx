import type { OutboxEntry } from "@parley/client";
import type { Conversation } from "@parley/protocol";
import { useParleyState, useTyping } from "@parley/react";
import clsx from "clsx";
import type { ReactNode } from "react";
import { FilesIcon } from "../chat/FilesIcon.tsx";
import { Tick } from "../chat/Tick.tsx";
import { toExcerpt } from "../chat/toExcerpt.ts";
import { toTypingText } from "../chat/toTypingText.ts";
import { useDraft } from "../composer/drafts.ts";
import { t } from "../i18n/t.ts";
import { toLastStatus } from "./toLastStatus.ts";

type Props = { conversation: Conversation; meId: string; active: boolean };

/** The second line of a row: who types, else what is being written or sent, else the last message. */
export function RowPreview({ conversation, meId, active }: Props) {
  const typing = useTyping(conversation.id);
  const draft = useDraft(meId, conversation.id);
  const pending = useParleyState((state) => state.outbox.findLast((entry: OutboxEntry) => entry.conversationId === conversation.id && entry.sent === null));
  const last = conversation.lastMessage;

  if (typing.length > 0) return <Line accent text={conversation.type === "direct" ? t("typing.short") : toTypingText(typing)} />;
  if (draft && !active) return <Line lead={<span className="text-accent-ink">{t("list.draft")}</span>} text={draft} />;
  if (pending) return <Line lead={<Tick status={pending.status} />} text={pending.text || pending.uploads.map(({ name }) => name).join(", ")} />;
  if (!last) return <Line text={t("list.noMessages")} />;
  if (last.deletedAt !== null) return <Line italic text={toExcerpt(last)} />;
  if (last.type === "system") return <Line text={toExcerpt(last)} />;
  if (last.sender.id === meId)
    return (
      <Line
        lead={
          <>
            <Tick status={toLastStatus(conversation, meId)} />
            <FilesIcon message={last} />
          </>
        }
        text={toExcerpt(last)}
      />
    );
  const text = toExcerpt(last);
  return <Line lead={<FilesIcon message={last} />} text={conversation.type === "group" ? t("list.sender", { name: last.sender.name, text }) : text} />;
}

function Line({ text, lead, accent = false, italic = false }: { text: string; lead?: ReactNode; accent?: boolean; italic?: boolean }) {
  return (
    <>
      {lead}
      <span dir="auto" className={clsx("min-w-0 flex-1 truncate text-match", accent && "text-accent-ink", italic && "italic")}>
        {text}
      </span>
    </>
  );
}
