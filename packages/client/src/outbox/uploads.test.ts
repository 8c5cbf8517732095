import { type Attachment, fail, type Input } from "@parley/protocol";
import { waitFor } from "@parley/testkit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aConversation, aMessage, anAttachment, aState, aUser, conversationId } from "../../testing/fixtures.ts";
import type { UploadOptions } from "../attachments/attachments.ts";
import type { Call } from "../calls/call.ts";
import { createParleyStore, type OutboxEntry } from "../state.ts";
import { createOutbox } from "./outbox.ts";

type Transfer = (file: Blob, options: UploadOptions) => Promise<Attachment>;

function setUp(transfer: Transfer) {
  const sent: Input<"messages.send">[] = [];
  const discarded: string[] = [];
  const stored: OutboxEntry[] = [];
  const store = createParleyStore();
  store.setState({ ...aState(aConversation()), connection: "online" });
  const call = (async (_: string, input: Input<"messages.send">) => {
    sent.push(input);
    return { message: aMessage(sent.length, { sender: aUser("ada"), rev: 0 }) };
  }) as unknown as Call;
  const attachments = {
    upload: (_: string, file: Blob, options: UploadOptions = {}) => transfer(file, options),
    discard: async (id: string) => void discarded.push(id),
  };
  const storage = { load: () => [], save: (entry: OutboxEntry) => void stored.push(entry), remove: () => {} };
  const outbox = createOutbox({ store, storage, call, attachments, receive: () => {} });
  return { store, outbox, sent, discarded, stored, entries: () => store.getState().outbox };
}

/** Its id is its text. */
const taking: Transfer = async (file) => anAttachment(await file.text());
const aFile = (text: string) => new File([text], `${text}.txt`, { type: "text/plain" });
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a file that is refused fails its message, which holds nothing up; retry tries it again", async () => {
  const failures = [fail("file_type_not_allowed")];
  const { outbox, sent, entries } = setUp(async (file, options) => {
    const failure = failures.shift();
    if (failure) throw failure;
    return taking(file, options);
  });
  const { clientId } = outbox.send({ conversationId, text: "", files: [aFile("a"), aFile("b")] });
  outbox.send({ conversationId, text: "behind it" });
  await vi.advanceTimersByTimeAsync(10);
  expect(sent.map(({ text }) => text)).toEqual(["behind it"]);
  expect(entries()).toMatchObject([{ status: "failed", error: { code: "file_type_not_allowed" }, uploads: [{ status: "failed" }, { status: "done" }] }]);
  outbox.retry(clientId);
  await vi.advanceTimersByTimeAsync(10);
  expect(sent[1]).toMatchObject({ clientId, attachmentIds: ["a", "b"] });
  expect(entries()).toEqual([]);
});

test("the message goes when all its files are there, in their order, two at a time, and shows how far they are", async () => {
  const going: { options: UploadOptions; done(): void }[] = [];
  const { outbox, sent, entries } = setUp((file, options) => new Promise((resolve) => going.push({ options, done: () => resolve(taking(file, options)) })));
  outbox.send({ conversationId, text: "three", files: ["a", "b", "c"].map(aFile) });
  await settle();
  expect(going).toHaveLength(2);
  going[0]?.options.onProgress?.(1, 1);
  expect(entries()[0]?.uploads.map(({ name, bytes, status, loaded }) => [name, bytes, status, loaded])).toEqual([
    ["a.txt", 1, "uploading", 1],
    ["b.txt", 1, "uploading", 0],
    ["c.txt", 1, "waiting", 0],
  ]);
  going[1]?.done();
  await settle();
  going[2]?.done();
  await settle();
  expect(sent).toEqual([]);
  going[0]?.done();
  await vi.waitFor(() => expect(sent).toMatchObject([{ text: "three", attachmentIds: ["a", "b", "c"] }]));
});

test("a text that is written while a file goes does not wait for it", async () => {
  const { outbox, sent } = setUp(() => new Promise(() => {}));
  outbox.send({ conversationId, text: "", files: [aFile("slow")] });
  outbox.send({ conversationId, text: "quick" });
  await settle();
  expect(sent.map(({ text }) => text)).toEqual(["quick"]);
});

test("an upload that is cut goes on when the line is back; offline, nothing is tried", async () => {
  let tries = 0;
  const { store, outbox, sent, entries } = setUp(async (file, options) => {
    tries += 1;
    if (tries <= 2) {
      store.setState({ connection: "offline" });
      throw fail("unavailable");
    }
    return taking(file, options);
  });
  outbox.send({ conversationId, text: "", files: [aFile("a")] });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([tries, entries()[0]?.status, entries()[0]?.uploads[0]?.status]).toEqual([1, "sending", "waiting"]);
  for (const expected of [2, 3]) {
    store.setState({ connection: "online" });
    outbox.flush();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBe(expected);
  }
  expect(sent).toMatchObject([{ attachmentIds: ["a"] }]);
});

test("a file that is taken back ends its upload; what is there already is thrown away; the rest is sent", async () => {
  const aborted: unknown[] = [];
  const { outbox, sent, discarded, entries } = setUp((file, options) => {
    if (file.size === 1) return taking(file, options);
    return new Promise((_, reject) => options.signal?.addEventListener("abort", () => reject(aborted.push(file.size))));
  });
  const { clientId, uploads } = outbox.send({ conversationId, text: "two left", files: [aFile("long"), aFile("a"), aFile("b")] });
  await vi.waitFor(() => expect(entries()[0]?.uploads.map(({ status }) => status)).toEqual(["uploading", "done", "done"]));
  outbox.cancelUpload(clientId, uploads[1]?.id ?? "");
  outbox.cancelUpload(clientId, uploads[0]?.id ?? "");
  await vi.waitFor(() => expect(sent).toMatchObject([{ text: "two left", attachmentIds: ["b"] }]));
  expect([aborted, discarded]).toEqual([[4], ["a"]]);
});

test("without files and text nothing is left; discard ends everything", async () => {
  const { outbox, sent, entries } = setUp(() => new Promise(() => {}));
  const one = outbox.send({ conversationId, text: " ", files: [aFile("a")] });
  outbox.cancelUpload(one.clientId, one.uploads[0]?.id ?? "");
  const two = outbox.send({ conversationId, text: "text", files: [aFile("a")] });
  outbox.discard(two.clientId);
  await settle();
  expect([entries(), sent]).toEqual([[], []]);
});

test("a staged file that is refused says so beside the text; it is tried again when asked, and once more when it is sent", async () => {
  const failures = [fail("file_type_not_allowed"), fail("file_type_not_allowed")];
  const { store, outbox, sent } = setUp(async (file, options) => {
    const failure = failures.shift();
    if (failure) throw failure;
    return taking(file, options);
  });
  const staged = outbox.stage(conversationId, aFile("a"));
  await settle();
  expect(store.getState().staged).toMatchObject([{ id: staged.id, conversationId, status: "failed", error: { code: "file_type_not_allowed" } }]);
  outbox.retryStaged(staged.id);
  await settle();
  expect(store.getState().staged).toMatchObject([{ status: "failed" }]);
  outbox.send({ conversationId, text: "", files: [staged] });
  await vi.waitFor(() => expect(sent).toMatchObject([{ attachmentIds: ["a"] }]));
  expect(failures).toEqual([]);
});

test("a staged file goes at once; the message takes it as far as it is, once, and its place is by the message", async () => {
  const going: (() => void)[] = [];
  let tries = 0;
  const { store, outbox, sent, entries } = setUp((file, options) => {
    tries += 1;
    return new Promise((resolve) => going.push(() => resolve(taking(file, options))));
  });
  const [one, two] = [outbox.stage(conversationId, aFile("a")), outbox.stage(conversationId, aFile("b"))];
  await settle();
  going[0]?.();
  await settle();
  expect(store.getState().staged.map(({ status }) => status)).toEqual(["done", "uploading"]);
  outbox.send({ conversationId, text: "both", files: [two, one] });
  expect(store.getState().staged).toEqual([]);
  expect(entries()[0]?.uploads.map(({ name, status }) => [name, status])).toEqual([
    ["b.txt", "uploading"],
    ["a.txt", "done"],
  ]);
  going[1]?.();
  await vi.waitFor(() => expect(sent).toMatchObject([{ text: "both", attachmentIds: ["b", "a"] }]));
  expect(tries).toBe(2);
  expect(() => outbox.send({ conversationId, text: "again", files: [one] })).toThrow("a.txt is not staged.");
});

test("a staged file that is taken back ends its upload, or is thrown away where it has arrived", async () => {
  const aborted: unknown[] = [];
  const { store, outbox, discarded } = setUp((file, options) => {
    if (file.size === 1) return taking(file, options);
    return new Promise((_, reject) => options.signal?.addEventListener("abort", () => reject(aborted.push(file.size))));
  });
  const [long, short] = [outbox.stage(conversationId, aFile("long")), outbox.stage(conversationId, aFile("a"))];
  await settle();
  outbox.unstage(long.id);
  outbox.unstage(short.id);
  await settle();
  expect([store.getState().staged, aborted, discarded]).toEqual([[], [4], ["a"]]);
});

test("what messages wait for goes before what is only chosen", async () => {
  const order: string[] = [];
  const { outbox } = setUp(async (file, options) => {
    order.push(file instanceof File ? file.name : "");
    return taking(file, options);
  });
  for (const name of ["a", "b", "c", "d"]) outbox.stage(conversationId, aFile(name));
  outbox.send({ conversationId, text: "", files: [aFile("now")] });
  await vi.waitFor(() => expect(order).toEqual(["a.txt", "b.txt", "now.txt", "c.txt", "d.txt"]));
});

test("progress is not written to the storage", async () => {
  let report: ((loaded: number) => void) | undefined;
  const { outbox, stored } = setUp((file, { onProgress }) => {
    report = (loaded) => onProgress?.(loaded, file.size);
    return new Promise(() => {});
  });
  outbox.send({ conversationId, text: "", files: [aFile("a")] });
  await settle();
  const before = stored.length;
  for (let loaded = 0; loaded < 100; loaded += 1) report?.(loaded);
  expect(stored.length).toBe(before);
});

test("after a reload a message whose file is gone from memory says so", async () => {
  const entry = { ...setUp(taking).outbox.send({ conversationId, text: "", files: [aFile("a")] }) };
  const store = createParleyStore();
  store.setState({ ...aState(aConversation()), connection: "online" });
  const attachments = { upload: () => Promise.reject(fail("internal")), discard: async () => {} };
  const storage = { load: () => [entry], save: () => {}, remove: () => {} };
  const outbox = createOutbox({ store, storage, call: (() => Promise.reject(fail("internal"))) as unknown as Call, attachments, receive: () => {} });
  await outbox.restore();
  outbox.flush();
  vi.useRealTimers();
  await waitFor("the failure", () => store.getState().outbox[0]?.status === "failed");
  expect(store.getState().outbox[0]?.error?.code).toBe("upload_incomplete");
});
