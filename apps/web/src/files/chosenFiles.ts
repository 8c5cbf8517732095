import { useSyncExternalStore } from "react";
import { showProblem } from "../shell/toasts.ts";
import { checkFiles } from "./checkFiles.ts";
import { makePreview, type Preview } from "./previews.ts";

/** A file that waits beside the text to be sent. */
export type Chosen = { id: string; file: File; preview: Preview | null };

const nothing: Chosen[] = [];
/** By user and conversation. Files cannot be stored as drafts are, but they outlive a look at another conversation. */
const chosen = new Map<string, Chosen[]>();
const listeners = new Set<() => void>();

function set(key: string, files: Chosen[]): void {
  if (files.length > 0) chosen.set(key, files);
  else chosen.delete(key);
  for (const listener of listeners) listener();
}

function get(key: string): Chosen[] {
  return chosen.get(key) ?? nothing;
}

export function toFilesKey(userId: string, conversationId: string): string {
  return `${userId}:${conversationId}`;
}

/** Takes files up, and says at once which not. */
export function addFiles(key: string, files: readonly File[]): void {
  const { accepted, refusals } = checkFiles(files, get(key).length);
  for (const refusal of refusals) showProblem(refusal);
  const added = accepted.map((file) => ({ id: crypto.randomUUID(), file, preview: null }));
  set(key, [...get(key), ...added]);
  for (const { id, file } of added) {
    void makePreview(file).then((preview) => {
      if (get(key).some((each) => each.id === id))
        set(
          key,
          get(key).map((each) => (each.id === id ? { ...each, preview } : each)),
        );
      else if (preview) URL.revokeObjectURL(preview.url);
    });
  }
}

export function removeFile(key: string, id: string): void {
  const gone = get(key).find((each) => each.id === id);
  if (gone?.preview) URL.revokeObjectURL(gone.preview.url);
  set(
    key,
    get(key).filter((each) => each.id !== id),
  );
}

/** Gives them over to whoever sends them. */
export function takeFiles(key: string): Chosen[] {
  const files = get(key);
  set(key, nothing);
  return files;
}

/** On signing out. */
export function forgetFiles(userId: string): void {
  for (const key of chosen.keys()) if (key.startsWith(toFilesKey(userId, ""))) for (const { id } of get(key)) removeFile(key, id);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useChosenFiles(key: string): Chosen[] {
  return useSyncExternalStore(subscribe, () => get(key));
}
