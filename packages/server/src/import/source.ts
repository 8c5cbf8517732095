import type { Note } from "./findings.ts";
import type { Staged } from "./records.ts";

export const sourceNames = ["nest", "express", "bazaar", "ring"] as const;
export type SourceName = (typeof sourceNames)[number];

/** What the reading of a source depends on besides the source; a half-finished import with others begins anew. */
export type SourceOptions = {
  from: string;
  /** Rows per page, and so per transaction. */
  batch: number;
  /** Before every id of a person: where two sources call different people the same. */
  userPrefix: string;
  /** Where addresses of files that begin with a slash lead to. */
  baseUrl: string | null;
};

export type Reading = SourceOptions & { source: SourceName; note: Note; nowMs: number };

/** Some records, and the place after them: reading can go on from there in another process. */
type Page = { records: Staged[]; position: string | number; done: number };

/** A table or a file of the source. Pages come in an order that is the same each time. */
export type Part = {
  name: string;
  /** Rows or bytes, as `done` of its pages; for the progress bar. */
  total: number;
  read(after: string | number | null): AsyncIterable<Page>;
};

export type Source = {
  /** The same as long as it is the same database or file. */
  fingerprint: string;
  parts: Part[];
  close(): Promise<void>;
};

/** What the person who runs the import can mend: said in one line, without a stack. */
export class ImportRefused extends Error {
  override name = "ImportRefused";
}
