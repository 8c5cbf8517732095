import { Check, Mic, SendHorizontal } from "lucide-react";
import type { ComponentProps } from "react";
import { t } from "../i18n/t.ts";

const round =
  "grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition hover:bg-accent-strong disabled:bg-sunken disabled:text-muted";

/** Sends, or saves what was edited. */
export function SubmitButton({ editing, ready }: { editing: boolean; ready: boolean }) {
  const label = t(editing ? "composer.save" : "composer.send");
  return (
    <button type="submit" disabled={!ready} aria-label={label} title={label} className={round}>
      {editing ? <Check aria-hidden className="size-4.5" /> : <SendHorizontal aria-hidden className="size-4.5 rtl:-scale-x-100" />}
    </button>
  );
}

/** In its place while there is nothing to send. */
export function MicrophoneButton(props: ComponentProps<"button">) {
  return (
    <button type="button" aria-label={t("voice.record")} title={t("voice.record")} {...props} className={`${round} touch-none select-none`}>
      <Mic aria-hidden className="size-5" />
    </button>
  );
}
