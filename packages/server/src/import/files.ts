import { toUrl } from "./clean.ts";
import { type Fields, isFields, pick } from "./fields.ts";
import type { Reading } from "./source.ts";

/** A file that lies elsewhere. */
type RemoteFile = { name: string | null; address: string | null };

/** Attachments as any of the systems describes them: addresses, or objects that name one. */
export function toFiles(value: unknown): RemoteFile[] {
  const list = typeof value === "string" ? [value] : Array.isArray(value) ? value : isFields(value) ? (isFile(value) ? [value] : Object.values(value)) : [];
  return list.map(toFile).filter((file) => file.address !== null || file.name !== null);
}

const addressNames = ["url", "fileUrl", "attachmentUrl", "href", "path"];

function isFile(value: Fields): boolean {
  return pick(value, ...addressNames, "fileName", "name") !== undefined;
}

function toFile(value: unknown): RemoteFile {
  if (typeof value === "string") return { name: null, address: value };
  if (!isFields(value)) return { name: null, address: null };
  const [name, address] = [pick(value, "fileName", "filename", "originalName", "name"), pick(value, ...addressNames)];
  return { name: typeof name === "string" ? name : null, address: typeof address === "string" ? address : null };
}

/**
 * The text, and a line for each file. Files are not fetched, and an attachment
 * here is a file that is kept here; so what a reader gets is what they can
 * use: the file's name and an address to click on.
 */
export function withFiles(text: string, files: RemoteFile[], about: string, { note, baseUrl }: Reading): string {
  const lines = files.map(({ name, address }) => {
    const url = toUrl(address, baseUrl);
    if (url === null) note("file_without_address", `${about}: ${name ?? address}`);
    else note("file_as_link", `${about}: ${url}`);
    const shown = url ?? address;
    return name === null || name === shown ? (shown ?? "") : shown === null ? name : `${name}: ${shown}`;
  });
  return [text, ...lines].filter((line) => line.trim() !== "").join("\n");
}
