import type { Attachment } from "@parley/protocol";
import { cleanName, extensionOf } from "./cleanName.ts";
import type { MediaReader } from "./media.ts";
import { rewritePicture } from "./picture.ts";
import type { Sniffed } from "./sniff.ts";

export type Claims = { durationMs?: number | undefined; waveform?: number[] | undefined };
export type Inspected = {
  details: Omit<Attachment, "id"> /** What is to be stored: the file itself, or what was made of it. */;
  path: string;
  thumbnail: string | undefined;
};

type File = { path: string; bytes: number; name: string; claims: Claims };
const nothing = { width: null, height: null, durationMs: null, thumbhash: null, waveform: null, hasThumbnail: false };

/** From a file of a known type to everything that is told of it. Writes what it makes beside the file. */
export async function inspect(media: MediaReader, { path, bytes, name, claims }: File, sniffed: Sniffed): Promise<Inspected> {
  const { kind, mediaType } = sniffed;
  const details = { ...nothing, kind, mediaType, bytes, name: cleanName(name, sniffed.extension) };
  if (kind === "file") return { details, path, thumbnail: undefined };
  if (kind === "image") {
    const [clean, thumbnail] = [`${path}.clean`, `${path}.thumbnail`];
    const picture = await rewritePicture(path, mediaType, { clean, thumbnail });
    return { details: { ...details, ...picture }, path: clean, thumbnail: picture.hasThumbnail ? thumbnail : undefined };
  }
  return { details: { ...details, ...(await describeMedia(media, { path, bytes, name, claims }, sniffed)) }, path, thumbnail: undefined };
}

/** What cannot be played is a file like others. What the file says of its length wins over what its sender says. */
async function describeMedia(media: MediaReader, { path, name, claims }: File, { mediaType }: Sniffed): Promise<Partial<Attachment>> {
  const facts = await media.read(path);
  if (facts === undefined || !(facts.hasVideo || facts.hasAudio)) return { kind: "file" };
  const durationMs = facts.durationMs ?? claims.durationMs ?? null;
  if (facts.hasVideo && !mediaType.startsWith("audio/")) return { kind: "video", width: facts.width, height: facts.height, durationMs };
  // A voice message comes in a container for films.
  const soundType = mediaType.replace("video/", "audio/").replace("quicktime", "mp4");
  const ending = extensionOf(name) === "mp4" ? "m4a" : undefined;
  return { kind: "audio", mediaType: soundType, durationMs, waveform: claims.waveform ?? null, ...(ending !== undefined && { name: cleanName(name, ending) }) };
}
