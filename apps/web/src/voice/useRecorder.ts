import type { UploadSource } from "@parley/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { showNote, showProblem } from "../shell/toasts.ts";
import { canRecord, type Microphone, openMicrophone } from "./openMicrophone.ts";
import { stop as stopPlaying } from "./player.ts";
import { toWaveform } from "./toWaveform.ts";

const sampleMs = 60;
/** Shorter ones are presses that were not meant. */
const leastMs = 500;

type State = { phase: "idle" | "asking" } | { phase: "recording"; elapsedMs: number; levels: readonly number[] };
const idle: State = { phase: "idle" };

/** Records one voice message at a time. */
export function useRecorder(onRecorded: (voice: UploadSource) => void) {
  const [state, setState] = useState<State>(idle);
  const session = useRef<{ microphone?: Microphone; timer?: ReturnType<typeof setInterval>; startedAt: number; levels: number[] } | null>(null);

  /** What was going on, ended. */
  const end = useCallback(() => {
    const ended = session.current;
    session.current = null;
    clearInterval(ended?.timer);
    setState(idle);
    return ended;
  }, []);

  const cancel = useCallback(() => end()?.microphone?.close(), [end]);
  useEffect(() => cancel, [cancel]);

  const start = useCallback(async () => {
    if (session.current) return;
    if (!canRecord()) return showProblem(t("voice.unsupported"));
    const own = { startedAt: 0, levels: [] as number[] };
    session.current = own;
    setState({ phase: "asking" });
    stopPlaying();
    try {
      const microphone = await openMicrophone();
      // Cancelled while the browser asked.
      if (session.current !== own) return microphone.close();
      const startedAt = performance.now();
      const timer = setInterval(() => {
        own.levels.push(microphone.level());
        setState({ phase: "recording", elapsedMs: performance.now() - startedAt, levels: own.levels.slice() });
      }, sampleMs);
      session.current = Object.assign(own, { microphone, startedAt, timer });
      setState({ phase: "recording", elapsedMs: 0, levels: [] });
    } catch (error) {
      if (session.current === own) end();
      showProblem(toProblem(error));
    }
  }, [end]);

  const finish = useCallback(async () => {
    const ended = end();
    if (!ended?.microphone) return;
    const durationMs = performance.now() - ended.startedAt;
    const file = await ended.microphone.finish();
    if (durationMs < leastMs || file.size === 0) showNote(t("voice.tooShort"));
    else onRecorded({ file, name: file.name, durationMs, waveform: toWaveform(ended.levels) });
  }, [end, onRecorded]);

  return { state, start, finish, cancel };
}

function toProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return t("voice.refused");
  if (name === "NotFoundError" || name === "OverconstrainedError") return t("voice.noMicrophone");
  return name === "NotReadableError" ? t("voice.busy") : t("voice.unsupported");
}
