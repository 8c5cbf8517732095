import type { Readable } from "node:stream";
import type { Range } from "./storage/objectStore.ts";

/** A file as the answer of an operation. The transport asks for the part that it needs. */
export class Download {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Shown in place by browsers; otherwise it is saved. */
  readonly inline: boolean;
  /** The same as long as the content is. */
  readonly tag: string;
  readonly open: (range?: Range) => Promise<Readable>;

  constructor(file: Pick<Download, "name" | "mediaType" | "bytes" | "inline" | "tag" | "open">) {
    this.name = file.name;
    this.mediaType = file.mediaType;
    this.bytes = file.bytes;
    this.inline = file.inline;
    this.tag = file.tag;
    this.open = file.open;
  }
}
