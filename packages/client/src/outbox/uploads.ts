import { type Attachment, type ErrorBody, fail, ParleyError } from "@parley/protocol";
import type { AttachmentActions, UploadOptions } from "../attachments/attachments.ts";
import { backoffMs } from "../backoff.ts";
import { isTemporary } from "../isTemporary.ts";
import type { OutboxEntry, ParleyStore, Upload } from "../state.ts";

/** More do not make a line faster, and each file is there later. */
const atOnce = 2;
/** `internal` may be this file's own fault. */
const internalTries = 5;

export type UploadSource = { file: Blob } & Pick<UploadOptions, "name" | "durationMs" | "waveform">;

export type Uploads = {
  /** The files of an entry, by the ids of its uploads. They are held in memory: no storage outlives a reload with them. */
  hold(sources: Map<string, UploadSource>): void;
  /** Uploads what waits, anywhere in the outbox. */
  run(): void;
  /** Stops an upload; what has arrived already is thrown away there. */
  drop(upload: Upload): void;
  /** Whether this device still has the file. */
  has(uploadId: string): boolean;
};

type UploadsPorts = {
  store: ParleyStore;
  attachments: Pick<AttachmentActions, "upload" | "discard">;
  change(clientId: string, uploadId: string, change: Partial<Upload>): void;
  /** One is there, or will not be. */
  onSettled(entry: OutboxEntry, error: ErrorBody | null): void;
  /** Resolves after so long, or when the line is back. */
  sleep(ms: number): Promise<void>;
};

/**
 * Files on their way. Each is tried until it has arrived, is refused, or is
 * taken back; while there is no connection it waits. An upload that was cut
 * begins again from its start.
 */
export function createUploads({ store, attachments, change, onSettled, sleep }: UploadsPorts): Uploads {
  const sources = new Map<string, UploadSource>();
  const running = new Map<string, AbortController>();

  function run(): void {
    if (store.getState().connection !== "online") return;
    for (const entry of store.getState().outbox) {
      if (entry.status !== "sending") continue;
      for (const { id, status } of entry.uploads) {
        if (running.size >= atOnce) return;
        if (status === "waiting" && !running.has(id)) void start(entry, id);
      }
    }
  }

  async function start(entry: OutboxEntry, id: string): Promise<void> {
    const source = sources.get(id);
    const abort = new AbortController();
    running.set(id, abort);
    const outcome = source === undefined ? fail("upload_incomplete", { detail: "The file is no longer here." }) : await transfer(entry, id, { source, abort });
    running.delete(id);
    if (abort.signal.aborted) {
      if (outcome !== undefined && !(outcome instanceof ParleyError)) attachments.discard(outcome.id).catch(() => {});
    } else if (outcome instanceof ParleyError) {
      change(entry.clientId, id, { status: "failed", error: outcome.toBody() });
      onSettled(entry, outcome.toBody());
    } else if (outcome !== undefined) {
      change(entry.clientId, id, { status: "done", loaded: source?.file.size ?? 0, error: null, attachment: outcome });
      onSettled(entry, null);
    }
    run();
  }

  /** undefined: taken back, or there is no connection; it waits. */
  async function transfer(
    entry: OutboxEntry,
    id: string,
    { source, abort }: { source: UploadSource; abort: AbortController },
  ): Promise<Attachment | ParleyError | undefined> {
    const { file, ...described } = source;
    for (let tries = 0; store.getState().connection === "online" && !abort.signal.aborted; tries += 1) {
      try {
        change(entry.clientId, id, { status: "uploading", loaded: 0, error: null });
        const onProgress = (loaded: number) => change(entry.clientId, id, { loaded });
        return await attachments.upload(entry.conversationId, file, { ...described, onProgress, signal: abort.signal });
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        const reason = error instanceof ParleyError ? error : fail("internal", { detail: String(error) });
        if (!isTemporary(reason) || (reason.code === "internal" && tries + 1 >= internalTries)) return reason;
        change(entry.clientId, id, { status: "waiting", loaded: 0 });
        await sleep(Math.max(Number(reason.details.retryAfterMs ?? 0), backoffMs(tries)));
      }
    }
    return undefined;
  }

  return {
    hold(added) {
      for (const [id, source] of added) sources.set(id, source);
    },
    run,
    drop({ id, attachment }) {
      sources.delete(id);
      running.get(id)?.abort();
      if (attachment) attachments.discard(attachment.id).catch(() => {});
    },
    has: (uploadId) => sources.has(uploadId),
  };
}
