import { limits, type Message } from "@parley/protocol";
import { useMembers, useParley } from "@parley/react";
import { Check, SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { showError } from "../shell/toasts.ts";
import { CharacterCount } from "./CharacterCount.tsx";
import { ComposerBanner } from "./ComposerBanner.tsx";
import { readDraft, writeDraft } from "./drafts.ts";
import { EmojiButton } from "./EmojiButton.tsx";
import { insertText } from "./insertText.ts";
import { MentionList } from "./MentionList.tsx";
import { toMentions } from "./toMentions.ts";
import { useAutogrow } from "./useAutogrow.ts";
import { useMentions } from "./useMentions.ts";

/** What the composer is about besides a new message. */
export type Composing = { kind: "reply" | "edit"; message: Message } | null;

type Props = { conversationId: string; isGroup: boolean; meId: string; composing: Composing; onDone: () => void; onSent: () => void; onEditLast: () => void };

/** Where one writes. Mounted anew per conversation and per edited message; what is not sent stays as a draft. */
export function Composer({ conversationId, isGroup, meId, composing, onDone, onSent, onEditLast }: Props) {
  const parley = useParley();
  const editing = composing?.kind === "edit" ? composing.message : null;
  const [text, setText] = useState(() => editing?.text ?? readDraft(meId, conversationId));
  const textarea = useRef<HTMLTextAreaElement>(null);
  const { members } = useMembers(conversationId);
  const mentions = useMentions({ textarea, text, members, meId, enabled: isGroup });
  useAutogrow(textarea, text);

  const replyId = composing?.kind === "reply" ? composing.message.id : undefined;
  useEffect(() => {
    // On a touch screen the keyboard would cover what one came to read.
    if (replyId || editing || matchMedia("(pointer: fine)").matches) textarea.current?.focus({ preventScroll: true });
  }, [replyId, editing]);

  const change = (next: string) => {
    setText(next);
    if (editing) return;
    writeDraft(meId, conversationId, next);
    if (next.trim()) parley.typing(conversationId);
  };

  const length = [...text.trim()].length;
  const ready = length > 0 && length <= limits.messageText;

  const submit = () => {
    if (!ready) return;
    const mentioned = isGroup ? toMentions(text, members) : [];
    if (editing) {
      if (text.trim() !== editing.text) parley.messages.edit(editing, text.trim(), mentioned).catch(showError);
      onDone();
      return;
    }
    parley.messages.send({
      conversationId,
      text: text.trim(),
      ...(replyId ? { replyTo: replyId } : {}),
      ...(mentioned.length > 0 ? { mentions: mentioned } : {}),
    });
    change("");
    textarea.current?.focus();
    onDone();
    onSent();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter and Escape belong to it. Safari says so only by the key code.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (mentions.onKeyDown(event, change)) return;
    if (event.key === "Enter" && !event.shiftKey) submit();
    else if (event.key === "Escape" && composing) onDone();
    else if (event.key === "ArrowUp" && text === "" && !composing && !event.altKey) onEditLast();
    else return;
    event.preventDefault();
  };

  return (
    <div className="mx-auto w-full max-w-(--parley-measure) shrink-0 px-3 pb-[max(env(safe-area-inset-bottom),0.75rem)] wide:px-6">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="relative rounded-[1.375rem] border border-line bg-surface shadow-bubble transition-shadow focus-within:border-accent-ink/50 focus-within:ring-3 focus-within:ring-accent-soft"
      >
        {composing ? <ComposerBanner composing={composing} meId={meId} onCancel={onDone} /> : null}
        <MentionList mentions={mentions} onChange={change} />
        <div className="flex items-end gap-1 p-1.5">
          <EmojiButton onChoose={(emoji) => textarea.current && insertText(textarea.current, emoji, change)} />
          <textarea
            ref={textarea}
            value={text}
            rows={1}
            dir={text ? "auto" : undefined}
            enterKeyHint="send"
            aria-label={t("composer.label")}
            placeholder={t("composer.placeholder")}
            onChange={(event) => change(event.target.value)}
            onSelect={mentions.onSelect}
            onKeyDown={onKeyDown}
            {...mentions.inputProps}
            className="max-h-[min(14rem,38dvh)] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-1.5 py-[0.4375rem] text-base leading-[1.375rem] outline-none"
          />
          <button
            type="submit"
            disabled={!ready}
            aria-label={t(editing ? "composer.save" : "composer.send")}
            title={t(editing ? "composer.save" : "composer.send")}
            className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
          >
            {editing ? <Check aria-hidden className="size-4.5" /> : <SendHorizontal aria-hidden className="size-4.5 rtl:-scale-x-100" />}
          </button>
        </div>
        <CharacterCount length={length} />
      </form>
    </div>
  );
}
