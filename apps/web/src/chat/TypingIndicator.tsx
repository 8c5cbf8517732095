import { useTyping } from "@parley/react";
import { toTypingText } from "./toTypingText.ts";

/** Names who is typing, in a line that is always reserved: nothing jumps when somebody begins. */
export function TypingIndicator({ conversationId }: { conversationId: string }) {
  const typing = useTyping(conversationId);
  return (
    <div
      data-typing={typing.length}
      className="mx-auto flex h-6 w-full max-w-(--parley-measure) shrink-0 items-center gap-2 px-5 pb-1 text-xs text-muted wide:px-8"
    >
      {typing.length > 0 ? (
        <>
          <span aria-hidden className="flex gap-1">
            {["", "[animation-delay:150ms]", "[animation-delay:300ms]"].map((delay) => (
              <span key={delay} className={`size-1.5 animate-dot rounded-full bg-accent-ink ${delay}`} />
            ))}
          </span>
          <bdi className="truncate">{toTypingText(typing)}</bdi>
        </>
      ) : null}
    </div>
  );
}
