import { availableParallelism } from "node:os";
import { fail, limits } from "@parley/protocol";
import pLimit from "p-limit";
import sharp, { type Sharp } from "sharp";
import { rgbaToThumbHash } from "thumbhash";

/** What a picture of the largest size takes is bearable once (memory.test.ts); others need not wait for it. libvips works in threads of its own. */
const oneLarge = pLimit(1);
const smallOnes = pLimit(Math.min(2, availableParallelism()));
const largePixels = 12_000_000;
sharp.cache(false);
sharp.concurrency(1);

const timeoutSeconds = 20;
const thumbhashPixels = 100;

export type Picture = { width: number; height: number; bytes: number; thumbhash: string; hasThumbnail: boolean };
type Output = { clean: string; thumbnail: string };

/**
 * A picture, written again: what is left is its pixels and its colour profile.
 * Where and with what it was taken, comments, and whatever else was hidden
 * behind or between them are gone; orientation is applied.
 */
export async function rewritePicture(path: string, mediaType: string, output: Output): Promise<Picture> {
  try {
    const { pages = 1, width, height } = await open(path).metadata();
    const frames = mediaType === "image/gif" || mediaType === "image/webp" ? pages : 1;
    const pixels = width * height * frames;
    const most = mediaType === "image/webp" && frames === 1 ? limits.webpPixels : limits.imagePixels;
    if (frames > limits.imageFrames || pixels > most) throw fail("image_too_large", { pixels: most, frames: limits.imageFrames });
    const turn = pixels > largePixels ? oneLarge : smallOnes;
    return await turn(() => rewrite(path, { mediaType, animated: frames > 1 }, output));
  } catch (error) {
    throw fromSharp(error);
  }
}

async function rewrite(path: string, { mediaType, animated }: { mediaType: string; animated: boolean }, { clean, thumbnail }: Output): Promise<Picture> {
  const written = await encode(open(path, animated), mediaType).toFile(clean);
  const height = written.pageHeight ?? written.height;
  const hasThumbnail = Math.max(written.width, height) > limits.thumbnailPixels;
  const box = { width: limits.thumbnailPixels, height: limits.thumbnailPixels, fit: "inside" as const };
  if (hasThumbnail) await open(clean).resize(box).webp({ quality: 75 }).toFile(thumbnail);
  const tiny = { width: thumbhashPixels, height: thumbhashPixels, fit: "inside" as const, withoutEnlargement: true };
  const small = open(hasThumbnail ? thumbnail : clean).resize(tiny);
  const { data, info } = await small.ensureAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  const thumbhash = Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString("base64");
  return { width: written.width, height, bytes: written.size, thumbhash, hasThumbnail };
}

function open(path: string, animated = false): Sharp {
  return sharp(path, { animated, limitInputPixels: limits.imagePixels, failOn: "truncated", sequentialRead: true }).timeout({ seconds: timeoutSeconds });
}

/** Without `keepMetadata` sharp writes none; the profile stays, or colours would change. */
function encode(image: Sharp, mediaType: string): Sharp {
  const upright = image.autoOrient().keepIccProfile();
  // Optimised and progressive files are a few per cent smaller, but the encoder holds the whole picture for them: 300 MB instead of 40 MB for 49 megapixels.
  if (mediaType === "image/jpeg") return upright.jpeg({ quality: 90, optimiseCoding: false });
  if (mediaType === "image/png") return upright.png({ compressionLevel: 6 });
  if (mediaType === "image/webp") return upright.webp({ quality: 90, effort: 1 });
  return upright.gif({ reuse: true, effort: 1 });
}

/** sharp says it in words. What is ours (a full disk) must not be taken for the picture's. */
function fromSharp(error: unknown): unknown {
  if (!(error instanceof Error) || "code" in error) return error;
  // What takes too long has too much in it for its size.
  if (/exceeds (pixel|the maximum)|too large|pixel limit|dimension|timeout/i.test(error.message))
    return fail("image_too_large", { pixels: limits.imagePixels, frames: limits.imageFrames });
  if (/No space left|unable to (open|write).*(output|for write)|write error/i.test(error.message)) return fail("storage_full");
  return fail("image_invalid");
}
