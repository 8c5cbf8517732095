import { readdir } from "node:fs/promises";
import { ask, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { heard, iso, settled, useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar();

const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const picture = () => new File([pixel], "bike.png", { type: "image/png" });
const urlOf = ({ body }: { body: Record<string, unknown> }) => (body.data as { url: string }).url;
const messagesOf = ({ body }: { body: Record<string, unknown> }) => (body.data as { messages: Record<string, unknown>[] }).messages;

describe("files", () => {
  test("T-NEXT-01 an address is good for its uploader, once, in its conversation; nobody else sends with it", async () => {
    const [one, other] = [await bazaar.direct("ada", "bob"), await bazaar.direct("ada", "cleo")];
    const [ada, bob] = await bazaar.join("ada", "bob");
    const attachmentUrl = urlOf(await ada.upload(one, picture()));
    const refused = { response: { code: "attachment_not_found" } };
    await expect(bob.sendMessage(one, "mine", { attachmentUrl })).rejects.toMatchObject(refused);
    await expect(ada.sendMessage(other, "elsewhere", { attachmentUrl })).rejects.toMatchObject(refused);
    await ada.sendMessage(one, "once", { attachmentUrl });
    await expect(ada.sendMessage(one, "twice", { attachmentUrl })).rejects.toMatchObject(refused);
    expect(await ada.request("POST", "/upload", {})).toMatchObject({ status: 415, body: { success: false } });
  });

  test("T+API-07 T-NEXT-01 T+EV-01 a picture is uploaded, sent by its address with a caption, and shown to the other from an address of their own", async () => {
    const id = await bazaar.direct("fay", "gus");
    const [fay, gus] = await bazaar.join("fay", "gus");
    const uploaded = await fay.upload(id, picture());
    expect(uploaded).toEqual({ status: 201, body: { success: true, data: { url: expect.stringMatching(/^http.*\/files\//) } } });
    const sent = await fay.sendMessage(id, "As good as new", { type: "image", attachmentUrl: urlOf(uploaded) });
    expect(sent).toMatchObject({ content: "As good as new", type: "image", attachmentUrl: expect.stringMatching(/^http/) });
    await heard("message:new", 1, gus);
    // An address is one person's, so none is in what all hear alike.
    expect(gus.messages).toMatchObject([{ type: "image", content: "As good as new", attachmentUrl: null }]);
    const [shown] = messagesOf(await gus.getConversation(id));
    expect(shown).toMatchObject({ type: "image", attachment_url: expect.stringMatching(/^http/) });
    expect(shown?.attachment_url).not.toBe(sent.attachmentUrl);
    const download = await fetch(String(shown?.attachment_url));
    expect([download.status, download.headers.get("content-type")]).toEqual([200, "image/png"]);
    await fay.deleteMessage(sent.id);
    expect((await fetch(String(shown?.attachment_url))).status).toBe(404);
    expect(messagesOf(await gus.getConversation(id))).toMatchObject([{ is_deleted: true, attachment_url: null }]);
  });

  test("T+API-07 of what is refused nothing stays: a stranger's, one for nowhere, too large, two at once, broken off", async () => {
    const id = await bazaar.direct("ada", "bob");
    const [ada, mallory] = await bazaar.join("ada", "mallory");
    const incoming = `${bazaar.server.server.app.config.dataDir}/incoming`;
    const stored = async () => (await bazaar.server.pool.query("select id from attachments order by id")).rows;
    const before = await stored();
    expect(await mallory.upload(id, picture())).toMatchObject({ status: 404, body: { success: false, code: "not_found" } });
    expect(await ada.upload("nowhere", picture())).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ path: "conversationId" }] } });
    expect(await ada.upload(id, new File([Buffer.alloc(5 * 1024 * 1024 + 1)], "large.png"))).toMatchObject({ status: 413, body: { code: "file_too_large" } });
    expect(await ada.upload(id, new File([], "empty.png"))).toMatchObject({ status: 415, body: { code: "file_type_not_allowed" } });
    const headers = { authorization: `Bearer ${await bazaar.server.tokenFor("ada")}` };
    const post = async (body: FormData | string, more = {}) => {
      const response = await fetch(`${bazaar.server.url}/bazaar/api/messages/upload`, { method: "POST", headers: { ...headers, ...more }, body });
      return { status: response.status, body: await response.json() };
    };
    const two = new FormData();
    two.append("image", picture());
    two.append("image", picture());
    two.append("conversationId", id);
    expect((await post(two)).status).toBeGreaterThanOrEqual(400);
    expect((await post(new FormData())).status).toBe(400);
    const broken = ["--b", 'content-disposition: form-data; name="image"; filename="a.png"', "", "half a pict"].join("\r\n");
    expect(await post(broken, { "content-type": "multipart/form-data; boundary=b" })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(await stored()).toEqual(before);
    await waitFor("nothing to be left on the disk", async () => (await readdir(incoming)).length === 0);
  });

  test("T-NEXT-02 a voice message that somebody records elsewhere is a file here", async () => {
    const id = await bazaar.direct("ada", "dora");
    const [dora] = await bazaar.join("dora");
    const sound = new Uint8Array(844);
    sound.set(new TextEncoder().encode("RIFF"), 0);
    new DataView(sound.buffer).setUint32(4, 836, true);
    sound.set(new TextEncoder().encode("WAVEfmt "), 8);
    const view = new DataView(sound.buffer);
    for (const [at, value] of [
      [16, 16],
      [24, 8000],
      [28, 8000],
    ] as const)
      view.setUint32(at, value, true);
    for (const [at, value] of [
      [20, 1],
      [22, 1],
      [32, 1],
      [34, 8],
    ] as const)
      view.setUint16(at, value, true);
    sound.set(new TextEncoder().encode("data"), 36);
    view.setUint32(40, 800, true);
    const form = new FormData();
    form.append("conversationId", id);
    form.append("file", new File([sound], "voice.wav", { type: "audio/wav" }));
    const headers = { authorization: `Bearer ${await bazaar.server.tokenFor("ada")}` };
    const { attachment } = (await (await fetch(`${bazaar.server.url}/api/attachments`, { method: "POST", headers, body: form })).json()) as {
      attachment: { id: string; kind: string };
    };
    expect(attachment.kind).toBe("audio");
    await bazaar.as("ada").call("messages.send", { conversationId: id, text: "", attachmentIds: [attachment.id] });
    await heard("message:new", 1, dora);
    expect(dora.messages).toMatchObject([{ type: "file", content: "" }]);
    expect(messagesOf(await dora.getConversation(id))).toMatchObject([{ type: "file", attachment_url: expect.stringMatching(/^http/) }]);
  });
});

describe("what the document plans", () => {
  test("T-NEXT-04 messages are found in all of one's conversations or in one, and in nobody else's", async () => {
    const [hana, mallory] = await bazaar.join("hana", "mallory");
    const [one, other] = [await bazaar.direct("hana", "idris"), await bazaar.direct("hana", "jamal")];
    for (let count = 0; count < 3; count++) await bazaar.send("idris", one, `The carpet number ${count}`);
    await bazaar.send("jamal", other, "Which carpet?");
    const all = await hana.request("GET", "/search?q=carpet");
    expect(all).toMatchObject({ status: 200, body: { success: true, pagination: { limit: 20, offset: 0, total: 4 } } });
    expect(all.body.data).toContainEqual(expect.objectContaining({ conversation_id: other, content: "Which carpet?", created_at: iso() }));
    const pages = await Promise.all([0, 2].map((offset) => hana.request("GET", `/search?q=carpet&conversationId=${one}&limit=2&offset=${offset}`)));
    const found = pages.flatMap(({ body }) => (body.data as { content: string }[]).map(({ content }) => content));
    expect(found.sort()).toEqual(["The carpet number 0", "The carpet number 1", "The carpet number 2"]);
    expect((await mallory.request("GET", "/search?q=carpet")).body).toMatchObject({ data: [], pagination: { total: 0 } });
    expect(await hana.request("GET", "/search")).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ path: "q" }] } });
  });

  test("T-NEXT-06 reactions are given and taken back, told to all and kept", async () => {
    const id = await bazaar.direct("kim", "lea");
    const [kim, lea] = await bazaar.join("kim", "lea");
    const { id: messageId } = await kim.sendMessage(id, "Sold!");
    const react = (payload: object) => lea.socket.timeout(10_000).emitWithAck("message:react", { messageId, ...payload });
    expect(await react({ emoji: "<b>" })).toMatchObject({ success: false, code: "validation_failed" });
    expect(await react({ emoji: "🎉" })).toEqual({ success: true });
    await heard("message:reacted", 1, kim, lea);
    expect(kim.of("message:reacted")).toEqual([{ conversationId: id, messageId, reactions: [{ emoji: "🎉", userId: "lea" }] }]);
    expect(messagesOf(await kim.getConversation(id))).toMatchObject([{ reactions: [{ emoji: "🎉", userId: "lea" }] }]);
    await react({ emoji: "🎉", on: false });
    await heard("message:reacted", 2, kim);
    expect(kim.of("message:reacted").at(-1)).toMatchObject({ reactions: [] });
  });

  test("pins and previews, of which it knows nothing, are not told", async () => {
    const id = await bazaar.direct("kim", "max");
    const [max] = await bazaar.join("max");
    const { id: messageId } = await bazaar.send("kim", id, "Keep this");
    const kim = await bazaar.server.connect("kim");
    await ask(kim, "message:pin", { messageId, pinned: true });
    await settled(max);
    expect(max.heard.map(({ event }) => event).filter((event) => event !== "user:status")).toEqual(["message:new", "conversation:updated"]);
  });
});
