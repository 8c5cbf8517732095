import { limits, type Message } from "@parley/protocol";
import { useMembers, useParley } from "@parley/react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { AttachButton } from "../files/AttachButton.tsx";
import { StagedFiles } from "../files/StagedFiles.tsx";
import { stageFiles, useStagedFiles } from "../files/stageFiles.ts";
import { t } from "../i18n/t.ts";
import { showError } from "../shell/toasts.ts";
import { RecordingBar } from "../voice/RecordingBar.tsx";
import { useHold } from "../voice/useHold.ts";
import { useRecorder } from "../voice/useRecorder.ts";
import { CharacterCount } from "./CharacterCount.tsx";
import { ComposerBanner } from "./ComposerBanner.tsx";
import { readDraft, writeDraft } from "./drafts.ts";
import { EmojiButton } from "./EmojiButton.tsx";
import { insertText } from "./insertText.ts";
import { MentionList } from "./MentionList.tsx";
import { MicrophoneButton, SubmitButton } from "./SubmitButton.tsx";
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

  const staged = useStagedFiles(conversationId);
  const files = editing ? [] : staged;

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
  const ready = (length > 0 || files.length > 0) && length <= limits.messageText;

  const reply = replyId ? { replyTo: replyId } : {};
  const recorder = useRecorder((voice) => {
    parley.messages.send({ conversationId, text: "", files: [voice], ...reply });
    onDone();
    onSent();
  });
  const hold = useHold(recorder);
  const recording = recorder.state.phase === "recording" ? recorder.state : null;
  // What was focused goes away when recording ends.
  const wasRecording = useRef(false);
  useEffect(() => {
    if (wasRecording.current && !recording && document.activeElement === document.body) textarea.current?.focus({ preventScroll: true });
    wasRecording.current = recording !== null;
  }, [recording]);

  const submit = () => {
    if (!ready) return;
    const mentioned = isGroup ? toMentions(text, members) : [];
    if (editing) {
      if (text.trim() !== editing.text) parley.messages.edit(editing, text.trim(), mentioned).catch(showError);
      onDone();
      return;
    }
    parley.messages.send({ conversationId, text: text.trim(), files, ...reply, ...(mentioned.length > 0 ? { mentions: mentioned } : {}) });
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

  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    // Text that was copied from a document brings a picture of itself along.
    if (editing || pasted.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    stageFiles(parley, conversationId, pasted);
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
        <StagedFiles files={files} />
        {recording ? <RecordingBar {...recording} slidPx={hold.slidPx} onSend={recorder.finish} onCancel={recorder.cancel} /> : null}
        <div className={recording ? "hidden" : "flex items-end gap-1 p-1.5"}>
          {editing ? null : <AttachButton onFiles={(picked) => stageFiles(parley, conversationId, picked)} />}
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
            onPaste={onPaste}
            {...mentions.inputProps}
            className="max-h-[min(14rem,38dvh)] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-1.5 py-[0.4375rem] text-base leading-[1.375rem] outline-none"
          />
          {editing || text !== "" || files.length > 0 ? (
            <SubmitButton editing={editing !== null} ready={ready} />
          ) : (
            <MicrophoneButton disabled={recorder.state.phase === "asking"} {...hold.handlers} />
          )}
        </div>
        <CharacterCount length={length} />
      </form>
    </div>
  );
}
