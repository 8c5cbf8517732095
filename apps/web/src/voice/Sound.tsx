import type { Attachment } from "@parley/protocol";
import { useParley } from "@parley/react";
import { Download, LoaderCircle, Pause, Play } from "lucide-react";
import { download } from "../files/download.ts";
import { t } from "../i18n/t.ts";
import { toDuration } from "../i18n/toDuration.ts";
import { Bars } from "./Bars.tsx";
import { rates, type Source, seek, setRate, toggle, usePlayback, useRate } from "./player.ts";

const stepMs = 100;

/** A voice message with its waveform, or any other sound with its name. */
export function Sound({ attachment }: { attachment: Attachment }) {
  const parley = useParley();
  const { id, name, waveform } = attachment;
  const { state, atMs, ...playback } = usePlayback(id);
  const rate = useRate();
  const durationMs = attachment.durationMs ?? playback.durationMs ?? null;
  const source: Source = { id, durationMs: attachment.durationMs, getUrl: () => parley.attachments.link(id) };
  const label = waveform ? t("message.audio") : name;
  const heard = durationMs ? Math.min(1, atMs / durationMs) : 0;
  const begun = atMs > 0 || state === "playing";
  const nextRate = rates[(rates.indexOf(rate as (typeof rates)[number]) + 1) % rates.length] ?? 1;
  const going = state === "playing" || state === "loading";
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form is meant
    <div role="group" aria-label={label} className="w-72 max-w-full py-0.5">
      {waveform ? null : (
        <div className="flex items-center gap-1 pb-1">
          <bdi className="min-w-0 flex-1 truncate text-sm font-medium" title={name}>
            {name}
          </bdi>
          <button
            type="button"
            aria-label={t("files.download", { name })}
            title={t("files.save")}
            onClick={() => download(parley, attachment)}
            className="grid size-7 shrink-0 place-items-center rounded-full opacity-75 hover:opacity-100"
          >
            <Download aria-hidden className="size-4" />
          </button>
        </div>
      )}
      <div className="flex items-center gap-2.5">
        <button
          type="button"
          aria-label={t(going ? "voice.pause" : "voice.play")}
          onClick={() => toggle(source)}
          className="grid size-10 shrink-0 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-strong"
        >
          {state === "loading" ? <LoaderCircle aria-hidden className="size-5 animate-spin" /> : null}
          {state === "playing" ? <Pause aria-hidden className="size-5 fill-current" /> : null}
          {going ? null : <Play aria-hidden className="ms-0.5 size-5 fill-current" />}
        </button>
        <span className="relative flex min-w-0 flex-1 items-center rounded has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink">
          {waveform ? (
            <Bars levels={waveform} heard={heard} />
          ) : (
            <span aria-hidden className="h-1 flex-1 overflow-hidden rounded-full bg-current/30">
              <span className="block h-full bg-current" style={{ width: `${heard * 100}%` }} />
            </span>
          )}
          <input
            type="range"
            min={0}
            max={Math.max(durationMs ?? 0, 1)}
            step={stepMs}
            value={Math.min(atMs, durationMs ?? 0)}
            disabled={!durationMs}
            aria-label={t("voice.position")}
            aria-valuetext={`${toDuration(atMs)} / ${toDuration(durationMs ?? 0)}`}
            onChange={(event) => seek(source, event.target.valueAsNumber)}
            className="absolute inset-0 h-7 w-full cursor-pointer opacity-0"
          />
        </span>
        <span className="flex w-11 shrink-0 flex-col items-end gap-0.5 text-xs leading-4 tabular-nums">
          <span data-duration>{toDuration(begun ? atMs : (durationMs ?? 0))}</span>
          {begun ? (
            <button
              type="button"
              aria-label={t("voice.speed", { rate })}
              onClick={() => setRate(nextRate)}
              className="min-h-6 min-w-9 rounded-full bg-current/12 px-1.5 font-semibold"
            >
              {rate}×
            </button>
          ) : null}
        </span>
      </div>
      {state === "failed" ? (
        <p role="alert" className="pt-1 text-xs text-danger">
          {t("voice.failed")}
        </p>
      ) : null}
    </div>
  );
}
