import { availableParallelism } from "node:os";
import { fail, limits } from "@parley/protocol";
import pLimit from "p-limit";
import sharp, { type Sharp } from "sharp";
import { rgbaToThumbHash } from "thumbhash";

/** Of this size libvips needs up to 200 MB at once, so few at a time; it works in threads of its own. */
const atOnce = pLimit(Math.min(2, availableParallelism()));
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
export function rewritePicture(path: string, mediaType: string, output: Output): Promise<Picture> {
  return atOnce(async () => {
    try {
      return await rewrite(path, mediaType, output);
    } catch (error) {
      throw fromSharp(error);
    }
  });
}

async function rewrite(path: string, mediaType: string, { clean, thumbnail }: Output): Promise<Picture> {
  const { pages = 1, width: pageWidth, height: pageHeight } = await open(path).metadata();
  const frames = mediaType === "image/gif" || mediaType === "image/webp" ? pages : 1;
  if (frames > limits.imageFrames || pageWidth * pageHeight * frames > limits.imagePixels)
    throw fail("image_too_large", { pixels: limits.imagePixels, frames: limits.imageFrames });

  const written = await encode(open(path, frames > 1), mediaType).toFile(clean);
  const height = written.pageHeight ?? written.height;
  const hasThumbnail = Math.max(written.width, height) > limits.thumbnailPixels;
  if (hasThumbnail)
    await open(clean).resize({ width: limits.thumbnailPixels, height: limits.thumbnailPixels, fit: "inside" }).webp({ quality: 75 }).toFile(thumbnail);
  const small = open(hasThumbnail ? thumbnail : clean).resize({ width: thumbhashPixels, height: thumbhashPixels, fit: "inside", withoutEnlargement: true });
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
  if (mediaType === "image/jpeg") return upright.jpeg({ quality: 90, progressive: true });
  if (mediaType === "image/png") return upright.png({ compressionLevel: 6 });
  if (mediaType === "image/webp") return upright.webp({ quality: 90, effort: 2 });
  return upright.gif({ reuse: true, effort: 1 });
}

/** sharp says it in words. What is ours (a full disk) must not be taken for the picture's. */
function fromSharp(error: unknown): unknown {
  if (!(error instanceof Error) || "code" in error) return error;
  if (/exceeds (pixel|the maximum)|too large|pixel limit|dimension/i.test(error.message))
    return fail("image_too_large", { pixels: limits.imagePixels, frames: limits.imageFrames });
  if (/No space left|unable to (open|write).*(output|for write)|write error/i.test(error.message)) return fail("storage_full");
  return fail("image_invalid");
}
