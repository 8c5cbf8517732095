import { SendHorizontal, Trash2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { t } from "../i18n/t.ts";
import { toDuration } from "../i18n/toDuration.ts";
import { FilledButton } from "../kit/FilledButton.tsx";
import { IconButton } from "../kit/IconButton.tsx";

/** As many as fill the widest composer. */
const shown = 130;
/** RMS of speech is far below 1. */
const gain = 320;

type Props = { elapsedMs: number; levels: readonly number[]; slidPx: number; onSend: () => void; onCancel: () => void };

/** In place of the text field while one speaks. */
export function RecordingBar({ elapsedMs, levels, slidPx, onSend, onCancel }: Props) {
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => send.current?.focus(), []);
  const recent = levels.slice(-shown);
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form is meant
    <div
      role="group"
      aria-label={t("voice.recording")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onCancel();
      }}
      className="flex items-center gap-2 p-1.5"
    >
      <IconButton label={t("voice.cancel")} size="medium" onClick={onCancel} className="text-danger hover:text-danger">
        <Trash2 aria-hidden className="size-5" />
      </IconButton>
      <span aria-hidden className="size-2.5 shrink-0 animate-breathe rounded-full bg-danger-fill" />
      <span role="timer" className="w-10 shrink-0 tabular-nums">
        {toDuration(elapsedMs)}
      </span>
      <span
        aria-hidden
        className="flex h-8 min-w-0 flex-1 items-center justify-end gap-0.5 overflow-hidden text-accent-ink"
        style={{ opacity: 1 - Math.min(slidPx / 120, 0.8) }}
      >
        {recent.map((level, place) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a moment is its place in the whole recording
            key={levels.length - recent.length + place}
            className="w-[3px] shrink-0 rounded-full bg-current"
            style={{ height: `${Math.min(100, Math.max(10, level * gain))}%` }}
          />
        ))}
      </span>
      {slidPx > 10 ? <span className="shrink-0 text-sm text-muted">{t("voice.slide")}</span> : null}
      <span role="status" className="sr-only">
        {t("voice.recordingHint")}
      </span>
      <FilledButton ref={send} label={t("voice.send")} onClick={onSend}>
        <SendHorizontal aria-hidden className="size-4.5 rtl:-scale-x-100" />
      </FilledButton>
    </div>
  );
}
