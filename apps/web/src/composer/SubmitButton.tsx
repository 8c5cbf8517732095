import { Check, Mic, SendHorizontal } from "lucide-react";
import type { ComponentProps } from "react";
import { t } from "../i18n/t.ts";
import { FilledButton } from "../kit/FilledButton.tsx";

/** Sends, or saves what was edited. */
export function SubmitButton({ editing, ready }: { editing: boolean; ready: boolean }) {
  return (
    <FilledButton type="submit" disabled={!ready} label={t(editing ? "composer.save" : "composer.send")}>
      {editing ? <Check aria-hidden className="size-4.5" /> : <SendHorizontal aria-hidden className="size-4.5 rtl:-scale-x-100" />}
    </FilledButton>
  );
}

/** In its place while there is nothing to send. */
export function MicrophoneButton(props: ComponentProps<"button">) {
  return (
    <FilledButton label={t("voice.record")} {...props} className="touch-none select-none">
      <Mic aria-hidden className="size-5" />
    </FilledButton>
  );
}
