import { open } from "node:fs/promises";
import mediaInfoFactory, { type GeneralTrack, isTrackType, type VideoTrack } from "mediainfo.js";

/** Of a film or sound; null: the file does not say. */
export type MediaFacts = { hasVideo: boolean; hasAudio: boolean; width: number | null; height: number | null; durationMs: number | null };

/** Runs in a thread of its own (media.ts): the parser is C++ made WebAssembly, and what it reads comes from anybody. */
export default async function readMedia(path: string): Promise<MediaFacts> {
  const file = await open(path);
  const mediaInfo = await mediaInfoFactory({ format: "object" });
  try {
    const { size } = await file.stat();
    const readChunk = async (length: number, offset: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const { media } = await mediaInfo.analyzeData(size, readChunk);
    const tracks = media?.track ?? [];
    const video = tracks.find((track): track is VideoTrack => isTrackType(track, "Video"));
    const general = tracks.find((track): track is GeneralTrack => isTrackType(track, "General"));
    const turned = video !== undefined && Math.round(Number(video.Rotation ?? 0) / 90) % 2 !== 0;
    const [width, height] = turned ? [video?.Height, video?.Width] : [video?.Width, video?.Height];
    return {
      hasVideo: video !== undefined,
      hasAudio: tracks.some((track) => isTrackType(track, "Audio")),
      width: toCount(width),
      height: toCount(height),
      durationMs: toCount(general?.Duration === undefined ? undefined : general.Duration * 1000),
    };
  } finally {
    mediaInfo.close();
    await file.close();
  }
}

function toCount(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) || value < 1 ? null : Math.round(value);
}
