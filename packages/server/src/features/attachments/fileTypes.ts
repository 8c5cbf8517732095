import type { AttachmentKind } from "@parley/protocol";

/** What is shown in place. Everything else is a `file`, to be downloaded. */
type Shown = { kind: Exclude<AttachmentKind, "file">; mediaType: string; extensions: readonly string[] };

/** By the type that file-type sniffs. Of pictures those that every browser shows and that can be written again without what they tell of their place. */
const shown: Record<string, Shown> = {
  "image/jpeg": { kind: "image", mediaType: "image/jpeg", extensions: ["jpg", "jpeg", "jpe", "jfif"] },
  "image/png": { kind: "image", mediaType: "image/png", extensions: ["png"] },
  "image/apng": { kind: "image", mediaType: "image/png", extensions: ["png", "apng"] },
  "image/gif": { kind: "image", mediaType: "image/gif", extensions: ["gif"] },
  "image/webp": { kind: "image", mediaType: "image/webp", extensions: ["webp"] },
  "video/mp4": { kind: "video", mediaType: "video/mp4", extensions: ["mp4", "m4v"] },
  "video/x-m4v": { kind: "video", mediaType: "video/mp4", extensions: ["m4v", "mp4"] },
  "video/quicktime": { kind: "video", mediaType: "video/quicktime", extensions: ["mov", "qt"] },
  "video/webm": { kind: "video", mediaType: "video/webm", extensions: ["webm"] },
  "video/ogg": { kind: "video", mediaType: "video/ogg", extensions: ["ogv", "ogg"] },
  "audio/mpeg": { kind: "audio", mediaType: "audio/mpeg", extensions: ["mp3"] },
  "audio/mp4": { kind: "audio", mediaType: "audio/mp4", extensions: ["m4a", "mp4"] },
  "audio/x-m4a": { kind: "audio", mediaType: "audio/mp4", extensions: ["m4a", "mp4"] },
  "audio/aac": { kind: "audio", mediaType: "audio/aac", extensions: ["aac"] },
  "audio/ogg": { kind: "audio", mediaType: "audio/ogg", extensions: ["ogg", "oga", "opus"] },
  "audio/wav": { kind: "audio", mediaType: "audio/wav", extensions: ["wav"] },
  "audio/flac": { kind: "audio", mediaType: "audio/flac", extensions: ["flac"] },
};

export function findShown(sniffed: string | undefined): Shown | undefined {
  const [type] = sniffed?.split(";") ?? [];
  return type !== undefined && Object.hasOwn(shown, type) ? shown[type] : undefined;
}

const shownExtensions = new Set(Object.values(shown).flatMap(({ extensions }) => extensions));

export function isShown(extension: string): boolean {
  return shownExtensions.has(extension);
}

/** Pictures that no camera makes, so that they can be files like others. */
const drawings = new Set(["image/vnd.adobe.photoshop", "image/x-xcf", "image/bmp", "image/x-icon", "image/icns", "image/vnd.dwg"]);

export function isDrawing(sniffed: string | undefined): boolean {
  return sniffed !== undefined && drawings.has(sniffed);
}

/** Types that start something when opened on the machine of whoever got them. */
const programs = new Set([
  "application/x-msdownload",
  "application/vnd.microsoft.portable-executable",
  "application/x-elf",
  "application/x-mach-binary",
  "application/x-msi",
]);
const programExtensions = new Set("exe dll scr com pif bat cmd msi msp mst cpl hta ps1 psm1 vbs vbe wsf wsh lnk reg scf url app appx msix".split(" "));

export function isProgram(sniffed: string | undefined, extension: string): boolean {
  return programExtensions.has(extension) || (sniffed !== undefined && programs.has(sniffed));
}

/** Scripts and markup, which no sniffer knows. They are files like others, but nothing binary may pass for them. */
const scriptExtensions = new Set("html htm xhtml shtml svg svgz xml xsl js mjs cjs css json md txt csv".split(" "));

export function isMarkup(extension: string): boolean {
  return scriptExtensions.has(extension);
}
