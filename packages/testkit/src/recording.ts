import { readFileSync } from "node:fs";

type Recording = "voice.webm" | "voice.mp4" | "film.webm" | "film.mp4";

/** Something over a second, as Chromium's MediaRecorder made it of its fake microphone, and of a canvas of 160 × 120. */
export function recording(name: Recording): Uint8Array {
  return readFileSync(new URL(`../recordings/${name}`, import.meta.url));
}
