import { useSyncExternalStore } from "react";
import { createFollowers } from "../kit/createFollowers.ts";

/** What this device shows of a file that it sends, without fetching it back: `url` is the browser's own. */
export type Preview = { url: string; width: number; height: number };

/** As many as one may scroll back to; the oldest are let go of, and come from the server from then on. */
const mostKept = 60;
const unreadableMs = 5000;

/** By the id of an upload, and later of the attachment that it became. */
const previews = new Map<string, Preview>();
const followers = createFollowers();

export function findPreview(id: string): Preview | undefined {
  return previews.get(id);
}

export function keepPreview(id: string, preview: Preview): void {
  previews.set(id, preview);
  for (const oldest of previews.keys()) if (previews.size > mostKept) dropPreview(oldest);
  followers.tell();
}

/** One picture may be known by two ids. */
export function dropPreview(id: string): void {
  const gone = previews.get(id);
  previews.delete(id);
  if (gone && ![...previews.values()].some(({ url }) => url === gone.url)) URL.revokeObjectURL(gone.url);
}

/** For who shows a file before its preview is made. */
export function usePreview(id: string): Preview | undefined {
  return useSyncExternalStore(followers.subscribe, () => previews.get(id));
}

/** null where the browser cannot show the file. */
export async function makePreview(file: Blob): Promise<Preview | null> {
  const url = URL.createObjectURL(file);
  const size = await measure(file.type, url).catch(() => null);
  if (size) return { url, ...size };
  URL.revokeObjectURL(url);
  return null;
}

async function measure(mediaType: string, url: string): Promise<{ width: number; height: number } | null> {
  if (mediaType.startsWith("image/")) {
    const image = new Image();
    image.src = url;
    await image.decode();
    return { width: image.naturalWidth, height: image.naturalHeight };
  }
  if (!mediaType.startsWith("video/")) return null;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const video = document.createElement("video");
  video.preload = "metadata";
  video.onloadedmetadata = () => resolve();
  video.onerror = () => reject(video.error);
  // A browser that saves data may load nothing at all.
  const timer = setTimeout(() => reject(new Error("no metadata")), unreadableMs);
  video.src = url;
  await promise.finally(() => clearTimeout(timer));
  return video.videoWidth > 0 ? { width: video.videoWidth, height: video.videoHeight } : null;
}
