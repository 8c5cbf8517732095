import { limits } from "@parley/protocol";

/** Control characters, and those that turn the direction of writing: `gpj.exe` is not to look like `exe.jpg`. */
const deceptive = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** Names that Windows takes for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** What a file is called when its sender's name is used again: one segment, legible, of bearable length. It never names anything here. */
export function cleanName(given: string | undefined, extension?: string): string {
  const segment = (given ?? "").toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const name = segment
    .replaceAll(deceptive, "")
    .trim()
    .replace(/^\.+/, "")
    .replace(/[. ]+$/, "");
  const safe = name === "" ? "file" : reserved.test(name) ? `_${name}` : name;
  return shorten(extension === undefined ? safe : withExtension(safe, extension));
}

export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,12})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}

function withExtension(name: string, extension: string): string {
  return extensionOf(name) === extension ? name : `${name.replace(/\.[a-z0-9]{1,12}$/i, "")}.${extension}`;
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= limits.fileName) return name;
  const end = extensionOf(name);
  const tail = end === "" ? "" : `.${end}`;
  return characters.slice(0, limits.fileName - tail.length).join("") + tail;
}
