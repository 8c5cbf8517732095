import { type AttachmentKind, fail } from "@parley/protocol";
import { fileTypeFromFile, supportedExtensions } from "file-type";
import { lookup } from "mime-types";
import { extensionOf } from "./cleanName.ts";
import { findShown, isDrawing, isMarkup, isProgram, isShown } from "./fileTypes.ts";

export type Sniffed = { kind: AttachmentKind; mediaType: string /** What the name should end with. */; extension?: string };

/** Containers whose members have extensions of their own that no sniffer tells apart. */
const containers = /^application\/(zip|x-cfb|xml|gzip|x-ole-storage|octet-stream)$|^text\//;
/** Films and sound share their containers: a voice message is sniffed as a film. */
const families: Record<string, string> = { image: "image", video: "media", audio: "media" };

/**
 * What a file is. Its content decides; a name or a declared type that says
 * another family of types is a lie, refused as `file_type_not_allowed`.
 */
export async function sniff(path: string, name: string, declared: string | undefined): Promise<Sniffed> {
  const found = await fileTypeFromFile(path).catch(() => undefined);
  const sniffed = found?.mime.split(";")[0];
  const extension = extensionOf(name);
  if (isProgram(sniffed, extension)) throw refuse("Programs are not allowed.");
  const shown = findShown(sniffed);
  const family = familyOf(sniffed);
  for (const claim of claimsOf(extension, declared)) {
    if (claim !== family) throw refuse(`The content is not what ${claim === "file" ? "its name" : "it"} says.`);
  }
  if (shown !== undefined) {
    if (shown.extensions.includes(extension)) return { kind: shown.kind, mediaType: shown.mediaType };
    return { kind: shown.kind, mediaType: shown.mediaType, extension: shown.extensions[0] ?? "" };
  }
  // Pictures that are not written again here would keep the place where they were taken.
  if (family === "image" && !isDrawing(sniffed)) throw refuse("Of pictures, JPEG, PNG, GIF and WebP are taken.");
  if (sniffed !== undefined && !containers.test(sniffed) && isForeign(extension, found?.ext ?? "")) throw refuse("The content is not what its name says.");
  if (sniffed === undefined && supportedExtensions.has(extension as never) && !isMarkup(extension)) throw refuse("The content is not what its name says.");
  return { kind: "file", mediaType: sniffed !== undefined && !containers.test(sniffed) ? sniffed : lookup(extension) || sniffed || "application/octet-stream" };
}

function refuse(detail: string) {
  return fail("file_type_not_allowed", { detail });
}

function familyOf(type: string | undefined): string {
  const [top = ""] = type?.split("/") ?? [];
  // Drawings that are programs for a renderer are text, whatever they call themselves.
  return type?.startsWith("image/svg") ? "file" : (families[top] ?? "file");
}

/** What name and declaration say of themselves, where they say anything. */
function claimsOf(extension: string, declared: string | undefined): Set<string> {
  const claims = new Set<string>();
  const byName = lookup(extension);
  // An extension that no content is known for says nothing: .ts is a film to some tables and TypeScript to most people.
  if (byName && isKnown(extension)) claims.add(familyOf(byName));
  if (byName === declared && !isKnown(extension)) return claims;
  const type = declared?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "" && type !== "application/octet-stream" && type.includes("/")) claims.add(familyOf(type));
  return claims;
}

/** The name says a type that can be told by content, or text, and the content is another. */
function isForeign(extension: string, sniffedExtension: string): boolean {
  if (extension === "" || extension === sniffedExtension) return false;
  return isKnown(extension);
}

function isKnown(extension: string): boolean {
  return isShown(extension) || isMarkup(extension) || supportedExtensions.has(extension as never);
}
