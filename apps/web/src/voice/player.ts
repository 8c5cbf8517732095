/**
 * The voice room: recording, and one player for everything that sounds. It
 * plays on while one scrolls; what starts ends what was playing before.
 */
import { useSyncExternalStore } from "react";
import { createFollowers } from "../kit/createFollowers.ts";

export type Playback = { id: string | null; state: "loading" | "playing" | "paused" | "failed"; atMs: number; durationMs: number | null; rate: number };

/** Gives the address of the sound, another one each time that it is asked after a failure. */
export type Source = { id: string; durationMs: number | null; getUrl: () => Promise<string> };

export const rates = [1, 1.5, 2] as const;
const tickMs = 100;

let playback: Playback = { id: null, state: "paused", atMs: 0, durationMs: null, rate: 1 };
let audio: HTMLAudioElement | null = null;
let timer: ReturnType<typeof setInterval> | undefined;
const followers = createFollowers();

function change(next: Partial<Playback>): void {
  playback = { ...playback, ...next };
  clearInterval(timer);
  if (playback.state === "playing") timer = setInterval(tick, tickMs);
  followers.tell();
}

function tick(): void {
  if (audio) change({ atMs: audio.currentTime * 1000 });
}

/** Recordings of browsers say that they never end. */
function endOf(element: HTMLAudioElement, durationMs: number | null): number | null {
  return durationMs ?? (Number.isFinite(element.duration) ? element.duration * 1000 : null);
}

async function load({ id, durationMs, getUrl }: Source, atMs: number): Promise<void> {
  audio?.pause();
  const element = new Audio();
  audio = element;
  change({ id, state: "loading", atMs, durationMs });
  const isCurrent = () => audio === element;
  element.onended = () => isCurrent() && change({ state: "paused", atMs: 0 });
  element.onpause = () => isCurrent() && playback.state === "playing" && change({ state: "paused", atMs: element.currentTime * 1000 });
  element.ondurationchange = () => isCurrent() && change({ durationMs: endOf(element, durationMs) });
  element.onerror = () => isCurrent() && change({ state: "failed", atMs: playback.atMs });
  try {
    element.src = await getUrl();
    if (!isCurrent()) return;
    element.playbackRate = playback.rate;
    element.currentTime = atMs / 1000;
    await element.play();
    if (isCurrent()) change({ state: "playing" });
  } catch {
    if (isCurrent()) change({ state: "failed" });
  }
}

/** Plays, pauses, and plays on from where it was. */
export async function toggle(source: Source): Promise<void> {
  const same = playback.id === source.id;
  if (!same || !audio || playback.state === "failed") return load(source, same ? playback.atMs : 0);
  if (playback.state !== "paused") {
    change({ state: "paused", atMs: audio.currentTime * 1000 });
    audio.pause();
    return;
  }
  if (audio.ended) audio.currentTime = 0;
  await audio.play().then(
    () => change({ state: "playing" }),
    () => load(source, playback.atMs),
  );
}

export async function seek(source: Source, atMs: number): Promise<void> {
  if (playback.id !== source.id || !audio) return load(source, atMs);
  audio.currentTime = atMs / 1000;
  change({ atMs });
}

export function setRate(rate: number): void {
  if (audio) audio.playbackRate = rate;
  change({ rate });
}

/** Where one goes elsewhere. */
export function stop(): void {
  audio?.pause();
  audio = null;
  change({ id: null, state: "paused", atMs: 0 });
}

const silent = { state: "paused", atMs: 0 } as const;

/** Of this sound alone: others that play draw nothing again. */
export function usePlayback(id: string): Pick<Playback, "state" | "atMs"> & Partial<Playback> {
  return useSyncExternalStore(followers.subscribe, () => (playback.id === id ? playback : silent));
}

export function useRate(): number {
  return useSyncExternalStore(followers.subscribe, () => playback.rate);
}
