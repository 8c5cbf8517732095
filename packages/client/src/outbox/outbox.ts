/**
 * The outbox: messages on their way. An entry is stored before it is sent, and
 * sent under its clientId until the server takes or refuses it, so that no
 * reload, lost answer or retry loses or doubles a message. In order within a
 * conversation; conversations do not wait for each other.
 *
 * Files are uploaded first, whatever else is sent meanwhile: a message with
 * files takes its place in the conversation when all of them are there. Files
 * may be staged: they go as soon as they are chosen, and the message takes them.
 *
 *   send ─▶ sending ─▶ sent (taken; the history has not caught up) ─▶ gone
 *              │ refused        or the message comes as an event ─────▲
 *              ▼
 *           failed ─▶ retry ─▶ sending
 *              └────▶ discard ─▶ gone
 */
import { type ErrorBody, fail, type Message, ParleyError } from "@parley/protocol";
import type { AttachmentActions } from "../attachments/attachments.ts";
import { backoffMs } from "../backoff.ts";
import type { Call } from "../calls/call.ts";
import { isTemporary } from "../isTemporary.ts";
import type { OutboxEntry, ParleyStore, Upload } from "../state.ts";
import type { ConversationEvent } from "../sync/conversationEvent.ts";
import type { OutboxStorage } from "./storage.ts";
import { storeOutbox } from "./storeOutbox.ts";
import { createUploads, type UploadSource, untouched } from "./uploads.ts";

/** `internal` may be this message's own fault; it must not hold up those behind it for ever. */
const internalTries = 5;

export type Draft = {
  conversationId: string;
  text: string;
  /** Id of the message replied to. */
  replyTo?: string;
  /** Ids of the people mentioned. */
  mentions?: string[];
  /** In the order of display; with them the text may be empty. Those of `attachments.stage` go on where they are. */
  files?: (Blob | UploadSource | Upload)[];
};

export type OutboxPorts = {
  store: ParleyStore;
  storage: OutboxStorage;
  call: Call;
  attachments: Pick<AttachmentActions, "upload" | "discard">;
  receive(event: ConversationEvent): void;
};

export type Outbox = {
  /** Takes up what this user left unsent on this device. */
  restore(): Promise<void>;
  send(draft: Draft): OutboxEntry;
  retry(clientId: string): void;
  discard(clientId: string): void;
  cancelUpload(clientId: string, uploadId: string): void;
  stage(conversationId: string, file: Blob | UploadSource): Upload;
  unstage(uploadId: string): void;
  retryStaged(uploadId: string): void;
  /** Sends what waits. Does nothing unless online. */
  flush(): void;
};

export function createOutbox({ store, storage, call, attachments, receive }: OutboxPorts): Outbox {
  const running = new Set<string>();
  let wakeUp = Promise.withResolvers<void>();
  let lastAt = 0;
  storeOutbox(store, storage);
  const uploads = createUploads({ store, attachments, change: changeUpload, onSettled, sleep });

  function changeUpload(uploadId: string, change: Partial<Upload>): void {
    const changed = <Kind extends Upload>(uploads: Kind[]) => uploads.map((upload) => (upload.id === uploadId ? { ...upload, ...change } : upload));
    const entry = findByUpload(uploadId);
    if (entry) setEntry(entry.clientId, { uploads: changed(entry.uploads) });
    else store.setState(({ staged }) => ({ staged: changed(staged) }));
  }

  function onSettled(uploadId: string, error: ErrorBody | null): void {
    const entry = findByUpload(uploadId);
    if (!entry) return;
    if (error) setEntry(entry.clientId, { status: "failed", error });
    else void run(entry.conversationId);
  }

  function findByUpload(uploadId: string): OutboxEntry | undefined {
    return store.getState().outbox.find(({ uploads }) => uploads.some(({ id }) => id === uploadId));
  }

  /** What was staged goes over to a message as it is; what failed is tried once more. */
  function take(file: Blob | UploadSource | Upload): Upload {
    if (!("id" in file)) return uploads.hold(file instanceof Blob ? { file } : file);
    const staged = store.getState().staged.find(({ id }) => id === file.id);
    if (!staged) throw fail("upload_incomplete", { detail: `${file.name} is not staged.` });
    const { conversationId: _, ...upload } = staged;
    return upload.status === "failed" ? { ...upload, ...untouched } : upload;
  }

  function find(clientId: string): OutboxEntry | undefined {
    return store.getState().outbox.find((entry) => entry.clientId === clientId);
  }

  function setEntry(clientId: string, change: Partial<OutboxEntry>): void {
    store.setState(({ outbox }) => ({ outbox: outbox.map((entry) => (entry.clientId === clientId ? { ...entry, ...change } : entry)) }));
  }

  function remove(clientId: string): void {
    store.setState(({ outbox }) => ({ outbox: outbox.filter((entry) => entry.clientId !== clientId) }));
  }

  /** Those who wait for a better moment need not wait longer. */
  function flush(): void {
    wakeUp.resolve();
    wakeUp = Promise.withResolvers();
    uploads.run();
    for (const entry of store.getState().outbox) void run(entry.conversationId);
  }

  async function run(conversationId: string): Promise<void> {
    if (running.has(conversationId)) return;
    running.add(conversationId);
    for (let tries = 0; store.getState().connection === "online"; ) {
      const entry = store.getState().outbox.find((each) => each.conversationId === conversationId && isReady(each));
      if (!entry) break;
      const delayMs = await attempt(entry, tries);
      tries = delayMs === 0 ? 0 : tries + 1;
      if (delayMs > 0) await sleep(delayMs);
    }
    running.delete(conversationId);
  }

  async function sleep(ms: number): Promise<void> {
    const slept = Promise.withResolvers<void>();
    const timer = setTimeout(slept.resolve, ms);
    await Promise.race([slept.promise, wakeUp.promise]);
    clearTimeout(timer);
  }

  /** Tells how long to wait before the next attempt; 0 when this entry is settled. */
  async function attempt(entry: OutboxEntry, tries: number): Promise<number> {
    const { clientId, conversationId, text, replyTo, mentions } = entry;
    const attachmentIds = entry.uploads.flatMap(({ attachment }) => attachment?.id ?? []);
    const optional = { ...(replyTo === null ? {} : { replyTo }), ...(attachmentIds.length === 0 ? {} : { attachmentIds }) };
    try {
      const { message } = await call("messages.send", { conversationId, clientId, text, mentions, ...optional });
      settle(entry, message);
      return 0;
    } catch (error) {
      const reason = error instanceof ParleyError ? error : fail("internal", { detail: String(error) });
      if (isTemporary(reason) && (reason.code !== "internal" || tries + 1 < internalTries)) {
        return Math.max(Number(reason.details.retryAfterMs ?? 0), backoffMs(tries));
      }
      setEntry(clientId, { status: "failed", error: reason.toBody() });
      return 0;
    }
  }

  /** The answer may come before or after the event; whichever is first puts the message into the history. */
  function settle({ clientId, conversationId }: OutboxEntry, message: Message): void {
    setEntry(clientId, { sent: message, status: "sending", error: null });
    receive({ name: "message.created", payload: { conversationId, rev: message.rev, message } });
    const held = store.getState().conversations[conversationId];
    if (!held || held.rev >= message.rev) remove(clientId);
  }

  return {
    async restore() {
      const { me } = store.getState();
      const kept = await storage.load();
      const own = kept.filter((entry) => entry.userId === me?.id && entry.sent === null).map(toRestored);
      store.setState(({ outbox }) => {
        const left = own.filter((entry) => !outbox.some((each) => each.clientId === entry.clientId));
        return { outbox: [...left.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)), ...outbox] };
      });
    },
    send({ conversationId, text, replyTo, mentions, files = [] }) {
      const { me } = store.getState();
      if (!me) throw fail("unauthenticated", { detail: "Connect first." });
      // Never the same twice: after a reload the order is that of these.
      lastAt = Math.max(Date.now(), lastAt + 1);
      const taken = files.map(take);
      const entry: OutboxEntry = {
        clientId: crypto.randomUUID(),
        conversationId,
        userId: me.id,
        text,
        replyTo: replyTo ?? null,
        mentions: mentions ?? [],
        uploads: taken,
        createdAt: new Date(lastAt).toISOString(),
        status: "sending",
        error: null,
        sent: null,
      };
      const isTaken = ({ id }: Upload) => taken.some((upload) => upload.id === id);
      store.setState(({ outbox, staged }) => ({
        outbox: [...outbox, entry],
        staged: staged.some(isTaken) ? staged.filter((upload) => !isTaken(upload)) : staged,
      }));
      uploads.run();
      void run(conversationId);
      return entry;
    },
    retry(clientId) {
      const entry = find(clientId);
      if (!entry) return;
      // Uploads that the server no longer knows (a day old) go again, where the file is still here.
      const forgotten = entry.error?.code === "attachment_not_found";
      const again = entry.uploads.map((upload) => (upload.status === "failed" || (forgotten && uploads.has(upload.id)) ? { ...upload, ...untouched } : upload));
      setEntry(clientId, { status: "sending", error: null, uploads: again });
      uploads.run();
      void run(entry.conversationId);
    },
    discard(clientId) {
      for (const upload of find(clientId)?.uploads ?? []) uploads.drop(upload);
      remove(clientId);
    },
    cancelUpload(clientId, uploadId) {
      const entry = find(clientId);
      const upload = entry?.uploads.find(({ id }) => id === uploadId);
      if (!entry || !upload) return;
      uploads.drop(upload);
      const left = entry.uploads.filter(({ id }) => id !== uploadId);
      if (left.length === 0 && entry.text.trim() === "") {
        remove(clientId);
        return;
      }
      const failed = left.find(({ status }) => status === "failed");
      setEntry(clientId, { uploads: left, ...(upload.status === "failed" && !failed && { status: "sending" as const, error: null }) });
      uploads.run();
      void run(entry.conversationId);
    },
    stage(conversationId, file) {
      const upload = take(file);
      store.setState(({ staged }) => ({ staged: [...staged, { ...upload, conversationId }] }));
      uploads.run();
      return upload;
    },
    unstage(uploadId) {
      const upload = store.getState().staged.find(({ id }) => id === uploadId);
      if (!upload) return;
      store.setState(({ staged }) => ({ staged: staged.filter(({ id }) => id !== uploadId) }));
      uploads.drop(upload);
      uploads.run();
    },
    retryStaged(uploadId) {
      if (store.getState().staged.some(({ id, status }) => id === uploadId && status === "failed")) changeUpload(uploadId, untouched);
      uploads.run();
    },
    flush,
  };
}

function isReady({ status, sent, uploads }: OutboxEntry): boolean {
  return status === "sending" && !sent && uploads.every((upload) => upload.status === "done");
}

/** After a reload: what was on its way begins again. An entry of a former version has no uploads. */
function toRestored(entry: OutboxEntry): OutboxEntry {
  const uploads = (entry.uploads ?? []).map((upload) => (upload.status === "uploading" ? { ...upload, ...untouched } : upload));
  return { ...entry, uploads };
}
