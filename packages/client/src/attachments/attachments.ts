import { type Attachment, operations } from "@parley/protocol";
import type { Call } from "../calls/call.ts";
import { isTokenRefused } from "../calls/call.ts";
import type { Tokens } from "../connection/tokens.ts";
import type { UploadSource } from "../outbox/uploads.ts";
import type { Upload } from "../state.ts";
import { createLinks, type Variant } from "./links.ts";
import { sendForm } from "./sendForm.ts";

export type UploadOptions = {
  /** Default: the file's own name. */
  name?: string;
  /** Of sound or film that does not say it itself. */
  durationMs?: number;
  /** Of sound: `limits.waveformBars` numbers from 0 to 100. */
  waveform?: number[];
  /** Bytes sent so far, of all. In browsers as they go; elsewhere at the end. */
  onProgress?(loaded: number, total: number): void;
  /** Ends the upload; the promise rejects with its reason. */
  signal?: AbortSignal;
};

/** Files of messages. Everything throws ParleyError. To send files, `messages.send` with `files` does all of it. */
export type AttachmentActions = {
  /** Uploads one file for a conversation. It is seen by nobody else until `messages.send` names it, and removed after a day. */
  upload(conversationId: string, file: Blob, options?: UploadOptions): Promise<Attachment>;
  /** An address from which the file can be fetched for some minutes. Asked for once, and again shortly before it ends. */
  link(attachmentId: string, variant?: Variant): Promise<string>;
  /** Throws away an upload that was not sent. */
  discard(attachmentId: string): Promise<void>;
  /** How large one file may be, in bytes. Asked for once. */
  maxBytes(): Promise<number>;
  /**
   * Begins to upload a file that was chosen, so that nobody waits for it when the message is sent: give it to `messages.send`
   * in `files`. Until then it stands in `state.staged`, is tried again as the outbox does it, and is gone with the page.
   */
  stage(conversationId: string, file: Blob | UploadSource): Upload;
  /** Takes a staged file back; what has arrived is thrown away. */
  unstage(uploadId: string): void;
  /** Tries a staged file again that failed. */
  retryStaged(uploadId: string): void;
};

/** What needs no outbox. */
export type Transfers = Omit<AttachmentActions, "stage" | "unstage" | "retryStaged">;

export function createTransfers({ url, tokens, call }: { url: string; tokens: Tokens; call: Call }): Transfers {
  const base = url.replace(/\/$/, "");
  const [, path] = operations["attachments.upload"].rest.split(" ");
  const links = createLinks(base, call);
  let maxBytes: Promise<number> | undefined;

  async function post(form: Omit<Parameters<typeof sendForm>[0], "url" | "token">): Promise<unknown> {
    const token = await tokens.current();
    try {
      return await sendForm({ ...form, url: base + path, token });
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      return sendForm({ ...form, url: base + path, token: await tokens.replace(token) });
    }
  }

  return {
    async upload(conversationId, file, { name = nameOf(file), durationMs, waveform, onProgress, signal } = {}) {
      const body = new FormData();
      body.append("conversationId", conversationId);
      body.append("bytes", String(file.size));
      if (durationMs !== undefined) body.append("durationMs", String(Math.round(durationMs)));
      if (waveform !== undefined) body.append("waveform", JSON.stringify(waveform));
      body.append("file", file, name);
      // The form is a little larger than the file.
      const progress = onProgress && ((loaded: number) => onProgress(Math.min(loaded, file.size), file.size));
      const { attachment } = (await post({ body, signal, onProgress: progress })) as { attachment: Attachment };
      onProgress?.(file.size, file.size);
      return attachment;
    },
    link: links.get,
    async discard(attachmentId) {
      await call("attachments.discard", { attachmentId });
    },
    maxBytes() {
      maxBytes ??= call("attachments.limits", {}).then((limits) => limits.maxBytes);
      maxBytes.catch(() => {
        maxBytes = undefined;
      });
      return maxBytes;
    },
  };
}

export function nameOf(file: Blob): string {
  return "name" in file && typeof file.name === "string" && file.name !== "" ? file.name : "file";
}
