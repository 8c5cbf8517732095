import { type Attachment, type ErrorBody, fail, ParleyError } from "@parley/protocol";
import { type AttachmentActions, nameOf, type UploadOptions } from "../attachments/attachments.ts";
import { backoffMs } from "../backoff.ts";
import { isTemporary } from "../isTemporary.ts";
import type { ParleyStore, StagedUpload, Upload } from "../state.ts";

/** More do not make a line faster, and each file is there later. */
const atOnce = 2;
/** `internal` may be this file's own fault. */
const internalTries = 5;

/** As if nothing had been tried. */
export const untouched = { status: "waiting", loaded: 0, error: null, attachment: null } as const;

export type UploadSource = { file: Blob } & Pick<UploadOptions, "name" | "durationMs" | "waveform">;

export type Uploads = {
  /** Takes up a file. It is held in memory: no storage outlives a reload with it. */
  hold(source: UploadSource): Upload;
  /** Uploads what waits: first what messages wait for, then what was chosen for later ones. */
  run(): void;
  /** Stops an upload; what has arrived already is thrown away there. */
  drop(upload: Upload): void;
  /** Whether this device still has the file. */
  has(uploadId: string): boolean;
};

type UploadsPorts = {
  store: ParleyStore;
  attachments: Pick<AttachmentActions, "upload" | "discard">;
  change(uploadId: string, change: Partial<Upload>): void;
  /** One is there, or will not be. */
  onSettled(uploadId: string, error: ErrorBody | null): void;
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
    for (const { id, status, conversationId } of queue()) {
      if (running.size >= atOnce) return;
      if (status === "waiting" && !running.has(id)) void start(conversationId, id);
    }
  }

  function queue(): StagedUpload[] {
    const { outbox, staged } = store.getState();
    const sending = outbox.filter(({ status }) => status === "sending");
    return [...sending.flatMap(({ conversationId, uploads }) => uploads.map((upload) => ({ ...upload, conversationId }))), ...staged];
  }

  async function start(conversationId: string, id: string): Promise<void> {
    const source = sources.get(id);
    const abort = new AbortController();
    running.set(id, abort);
    const outcome =
      source === undefined ? fail("upload_incomplete", { detail: "The file is no longer here." }) : await transfer(conversationId, id, { source, abort });
    running.delete(id);
    if (abort.signal.aborted) {
      if (outcome !== undefined && !(outcome instanceof ParleyError)) attachments.discard(outcome.id).catch(() => {});
    } else if (outcome instanceof ParleyError) {
      change(id, { status: "failed", error: outcome.toBody() });
      onSettled(id, outcome.toBody());
    } else if (outcome !== undefined) {
      change(id, { status: "done", loaded: source?.file.size ?? 0, error: null, attachment: outcome });
      onSettled(id, null);
    }
    run();
  }

  /** undefined: taken back, or there is no connection; it waits. */
  async function transfer(
    conversationId: string,
    id: string,
    { source, abort }: { source: UploadSource; abort: AbortController },
  ): Promise<Attachment | ParleyError | undefined> {
    const { file, ...described } = source;
    for (let tries = 0; store.getState().connection === "online" && !abort.signal.aborted; tries += 1) {
      try {
        change(id, { status: "uploading", loaded: 0, error: null });
        const onProgress = (loaded: number) => change(id, { loaded });
        return await attachments.upload(conversationId, file, { ...described, onProgress, signal: abort.signal });
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        const reason = error instanceof ParleyError ? error : fail("internal", { detail: String(error) });
        if (!isTemporary(reason) || (reason.code === "internal" && tries + 1 >= internalTries)) return reason;
        change(id, { status: "waiting", loaded: 0 });
        await sleep(Math.max(Number(reason.details.retryAfterMs ?? 0), backoffMs(tries)));
      }
    }
    return undefined;
  }

  return {
    hold(source) {
      const { file, name = nameOf(file) } = source;
      const id = crypto.randomUUID();
      sources.set(id, source);
      return { id, name, mediaType: file.type, bytes: file.size, ...untouched };
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
