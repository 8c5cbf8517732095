import { useTimeline } from "@parley/react";
import { useMemo } from "react";
import { isVisual } from "../files/isVisual.ts";
import { Viewer } from "../viewer/index.ts";

type Props = { conversationId: string; attachmentId: string; onClose: () => void };

/** Looks through the pictures and films of the messages that are loaded. */
export function ChatViewer({ conversationId, attachmentId, onClose }: Props) {
  const { items } = useTimeline(conversationId);
  const visuals = useMemo(
    () =>
      items.flatMap((item) => {
        if (item.kind !== "message" || item.message.deletedAt !== null) return [];
        const { attachments, sender, createdAt } = item.message;
        return attachments.filter(isVisual).map((attachment) => ({ attachment, senderName: sender.name, sentAt: createdAt }));
      }),
    [items],
  );
  return <Viewer visuals={visuals} openAt={attachmentId} onClose={onClose} />;
}
