import { newGroup, recording, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let conversationId: string;
beforeAll(async () => {
  server = await startTestServer();
  // From here on nothing indexes but where a test says so.
  await server.server.app.search.indexer.stop();
  conversationId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

type Found = { results: { message: { id: string; text: string }; snippet: object[]; files: { attachmentId: string; name: object[] }[] }[] };

/** Over REST, as `userId`. */
async function search(query: string, userId = "ada"): Promise<Found["results"]> {
  const answer = await server.fetch(`/api/messages/search?${new URLSearchParams({ query, conversationId })}`, { token: await server.tokenFor(userId) });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Found).results;
}
const find = async (query: string) => (await search(query)).map(({ message }) => message.text).sort();
const attach = (name: string, content: Uint8Array, type?: string) =>
  upload(server, "ada", conversationId, { name, content, ...(type !== undefined && { type }) });
const send = async (text: string, ...files: { id: string }[]) =>
  (await server.as("ada").call("messages.send", { conversationId, text, ...(files.length > 0 && { attachmentIds: files.map(({ id }) => id) }) })).message;
const hello = Buffer.from("hello");
const picture = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
    .png()
    .toBuffer();

/** Each question is asked of the messages themselves, and again of the index. */
async function both(check: () => Promise<void>): Promise<void> {
  await check();
  await server.server.app.search.indexer.catchUp();
  await check();
}

test("F-DM-04 has: asks for what really is attached, whatever a file or a text says that it is", async () => {
  await send("nothing");
  await send("words about a picture.png and a file");
  await send("a text", await attach("image.txt", hello));
  await send("a picture", await attach("true.png", await picture()));
  await send("a film", await attach("film.webm", recording("film.webm"), "video/webm"));
  await send("a voice", await attach("voice.webm", recording("voice.webm"), "audio/webm;codecs=opus"));
  await send("both, https://example.com", await attach("notes.txt", hello), await attach("more.png", await picture()));
  await both(async () => {
    expect(await find("has:file")).toEqual(["a film", "a picture", "a text", "a voice", "both, https://example.com"]);
    expect(await find("has:image")).toEqual(["a picture", "both, https://example.com"]);
    expect([await find("has:video"), await find("has:audio")]).toEqual([["a film"], ["a voice"]]);
    expect(await find("has:link")).toEqual(["both, https://example.com"]);
    expect(await find("has:image has:link")).toEqual(["both, https://example.com"]);
    expect(await find("picture has:file")).toEqual(["a picture"]);
    expect(await find("has:images")).toEqual(await find("has:image"));
  });
});

test("a file is found by words of its name, alone or with words of the text, and the answer marks them", async () => {
  const [invoice, plan] = [await attach("invoice-2026.pdf", Buffer.from("%PDF-1.7\n%%EOF\n")), await attach("GardenPlan_v2.txt", hello)];
  const message = await send("", invoice, plan);
  await send("please pay", await attach("Rechnungen März.txt", hello));
  await both(async () => {
    expect(await search("invoices")).toMatchObject([
      {
        message: { id: message.id },
        snippet: [],
        files: [
          {
            attachmentId: invoice.id,
            name: [
              { text: "invoice", hit: true },
              { text: "-2026.pdf", hit: false },
            ],
          },
        ],
      },
    ]);
    expect((await search("garden 2026")).map(({ files }) => files.map(({ attachmentId }) => attachmentId))).toEqual([[invoice.id, plan.id]]);
    expect(await search("pay rechnung")).toMatchObject([
      {
        snippet: [
          { text: "please ", hit: false },
          { text: "pay", hit: true },
        ],
        files: [
          {
            name: [
              { text: "Rechnungen", hit: true },
              { text: " März.txt", hit: false },
            ],
          },
        ],
      },
    ]);
    expect((await search("please"))[0]?.files).toEqual([]);
    expect(await search('"invoice 2026"')).toHaveLength(1);
    // Words of two fields do not stand together.
    expect(await search('"pay rechnungen"')).toEqual([]);
  });
});

test("I10 an edit leaves the names of the files, a deletion takes them, at once and from the index; a stranger finds none", async () => {
  const message = await send("the draft", await attach("zeppelin.txt", hello));
  await both(async () => expect(await find("zeppelin")).toEqual(["the draft"]));
  const stranger = await server.fetch(`/api/messages/search?${new URLSearchParams({ query: "zeppelin" })}`, { token: await server.tokenFor("mallory") });
  expect(((await stranger.json()) as Found).results).toEqual([]);
  await server.as("ada").call("messages.edit", { messageId: message.id, text: "the final" });
  await both(async () => expect([await find("zeppelin"), await find("draft")]).toEqual([["the final"], []]));
  await server.as("ada").call("messages.delete", { messageId: message.id });
  await both(async () => expect([await find("zeppelin"), await find("final")]).toEqual([[], []]));
  const { rows } = await server.pool.query("select word from search_words where word = 'zeppelin'");
  expect(rows).toEqual([]);
});
