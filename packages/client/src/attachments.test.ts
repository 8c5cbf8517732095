import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Conversation } from "@parley/protocol";
import { recording, startWire, type Wire, waitFor } from "@parley/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { startWorld, type World, waitUntilConverged } from "../testing/world.ts";

let world: World;
let wire: Wire;
let conversation: Conversation;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  wire = await startWire(world.server.url);
  await world.server.as("bob").call("users.me", {});
  ({ conversation } = await world.server.as("ada").call("conversations.create", { type: "group", participantIds: ["bob"], title: "Group" }));
});
afterEach(() => wire.stop());

async function openDevice(userId: string) {
  const device = world.device(userId, { url: wire.url });
  await device.connect();
  await device.conversations.open(conversation.id);
  return device;
}

/** What the server is receiving at this moment. */
const incoming = () => readdir(join(world.server.server.app.config.dataDir, "incoming")).catch(() => []);

test("an upload is refused with the server's code", async () => {
  const device = await openDevice("ada");
  const program = new File(["MZ"], "a.exe");
  await expect(device.attachments.upload(conversation.id, program)).rejects.toMatchObject({ code: "file_type_not_allowed" });
  await expect(device.attachments.upload(crypto.randomUUID(), new File(["hello"], "a.txt"))).rejects.toMatchObject({ code: "not_found" });
});

test("an upload that is taken back, before or in the middle of it, rejects with the reason", async () => {
  const device = await openDevice("ada");
  for (const begun of [false, true]) {
    const abort = new AbortController();
    const upload = device.attachments.upload(conversation.id, new File([new Uint8Array(40_000_000)], "a.bin"), { signal: abort.signal });
    const refused = expect(upload).rejects.toThrow("changed my mind");
    if (begun) await waitFor("the first of it", async () => (await incoming()).length > 0);
    abort.abort(new Error("changed my mind"));
    await refused;
    await waitFor("nothing to be left", async () => (await incoming()).length === 0);
  }
});

test("names come as they are, quotes and line breaks in the form's own spelling", async () => {
  const device = await openDevice("ada");
  for (const [name, kept] of [
    ["नमस्ते 🦊.txt", "नमस्ते 🦊.txt"],
    ['a"b\r\nc.txt', "a%22b%0D%0Ac.txt"],
  ] as const)
    expect((await device.attachments.upload(conversation.id, new File(["hello"], name))).name).toBe(kept);
});

test("X-NEXT-01 X-NEXT-06 a voice message and a file arrive on the other side, and can be fetched there", async () => {
  const ada = await openDevice("ada");
  const bob = await openDevice("bob");
  const waveform = Array.from({ length: 64 }, (_, index) => index);
  const voice = { file: new File([Uint8Array.from(recording("voice.webm"))], "voice.webm", { type: "audio/webm" }), durationMs: 1234.5, waveform };
  const entry = ada.messages.send({ conversationId: conversation.id, text: "", files: [voice, new File(["hello"], "note.txt")] });
  expect(entry.uploads.map(({ name }) => name)).toEqual(["voice.webm", "note.txt"]);
  const message = await waitFor("the message", () =>
    bob.store.getState().windows[conversation.id]?.messages.find(({ clientId }) => clientId === entry.clientId),
  );
  expect(message).toMatchObject({
    type: "file",
    attachments: [
      { kind: "audio", waveform },
      { kind: "file", name: "note.txt" },
    ],
  });
  const [, note] = message.attachments;
  const url = await bob.attachments.link(note?.id ?? "");
  expect(await (await fetch(url)).text()).toBe("hello");
  expect(await bob.attachments.link(note?.id ?? "")).toBe(url);
  await waitFor("the outbox to be empty", () => ada.store.getState().outbox.length === 0);
  await waitUntilConverged(world, bob, conversation.id);
  await waitUntilConverged(world, ada, conversation.id);
});

test("an upload goes on after a short disconnection, and the message is there once", async () => {
  const ada = await openDevice("ada");
  const entry = ada.messages.send({ conversationId: conversation.id, text: "large", files: [new File([new Uint8Array(60_000_000).fill(120)], "large.txt")] });
  await waitFor("the first of it", async () => (await incoming()).length > 0);
  wire.cut();
  await waitFor("the loss to show", () => ada.store.getState().connection === "offline");
  expect(ada.store.getState().outbox).toMatchObject([{ status: "sending", uploads: [{ attachment: null }] }]);
  wire.mend();
  await waitFor("the message to be taken", () => ada.store.getState().outbox.length === 0, 20_000);
  const { messages } = await world.server.as("bob").call("messages.list", { conversationId: conversation.id });
  expect(messages.filter(({ clientId }) => clientId === entry.clientId)).toMatchObject([{ text: "large", attachments: [{ bytes: 60_000_000 }] }]);
});
