import { type Network, recording, startNetwork, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBarriers } from "./axe.ts";
import { fakeMicrophone, launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { drawPicture } from "./drawPicture.ts";
import { signInAs } from "./signInAs.ts";

const lucia = { id: "demo-lucia", name: "Lucía Herrera" };
const kwame = { id: "demo-kwame", name: "Kwame Mensah" };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Each is a page of its own kind: colours, directions and layouts differ. */
const looks: [string, BrowserContextOptions, string][] = [
  ["in light", {}, ""],
  ["in the dark", { colorScheme: "dark" }, ""],
  ["from right to left", {}, "?dir=rtl"],
  ["on a telephone in the dark", { ...phone, colorScheme: "dark" }, ""],
];

describe.skipIf(noBrowser)("for everybody", () => {
  let server: TestServer;
  let network: Network;
  let browser: Browser;
  let conversationId: string;
  let emptyId: string;

  beforeAll(async () => {
    await buildWebApp();
    network = await startNetwork();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on", ...network.env }), launchBrowser(fakeMicrophone)]);
    const asKwame = server.as(kwame.id, { name: kwame.name });
    const start = async (title: string) => (await asKwame.call("conversations.create", { type: "group", title, participantIds: [lucia.id] })).conversation.id;
    [conversationId, emptyId] = [await start("Everything"), await start("Nothing")];
    const scratch = await browser.newPage();
    const take = async (name: string, content: Uint8Array, fields: Record<string, string> = {}) =>
      (await upload(server, kwame.id, conversationId, { name, content, fields })).id;
    const pictures = await Promise.all(
      ["a", "b", "c", "d", "e"].map(async (text) => take(`${text}.png`, await drawPicture(scratch, { text, width: 300, height: 200 }))),
    );
    await scratch.close();
    const waveform = JSON.stringify(Array.from({ length: 64 }, (_, place) => place));
    const sent: [string, string[]][] = [
      ["five pictures", pictures],
      ["", [await take("film.webm", recording("film.webm"))]],
      ["", [await take("voice.webm", recording("voice.webm"), { waveform })]],
      ["", [await take("song.mp4", recording("voice.mp4"))]],
      ["a letter", [await take(`${"long ".repeat(20)}.txt`, Buffer.from("hello"))]],
    ];
    for (const [text, attachmentIds] of sent) await asKwame.call("messages.send", { conversationId, text, attachmentIds });
    const page = network.web.serve("/", {
      body: '<title>A page</title><meta name="description" content="of words"><meta property="og:site_name" content="Site">',
    });
    const { message } = await asKwame.call("messages.send", { conversationId, text: `see ${page}` });
    await asKwame.call("messages.react", { messageId: message.id, emoji: "👍" });
    await waitFor("the preview", async () => (await asKwame.call("messages.get", { messageId: message.id })).message.previews.length > 0);
    await server.as(lucia.id, { name: lucia.name }).call("messages.send", { conversationId, text: "my own words", replyTo: message.id });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await network?.stop();
  });

  describe.each(looks)("%s", (_, options, query) => {
    let page: Page;
    const fine = async () => expect.poll(() => findBarriers(page), { timeout: 60_000 }).toEqual([]);
    const open = async (id: string) => {
      await page.goto(`${server.url}/c/${id}${query}`);
      await page.getByRole("textbox", { name: "Message" }).waitFor();
    };
    const choose = async (name: string) => {
      await page.getByRole("button", { name: "Conversation options" }).click();
      await page.getByRole("menuitem", { name }).waitFor();
    };

    beforeAll(async () => {
      page = (await signInAs(browser, server.url, lucia.name, { bypassCSP: true, permissions: ["microphone"], ...options })).page;
    });
    afterAll(() => page?.context().close());

    test("the list and a conversation with all that messages carry have no serious barrier", async () => {
      await page.goto(`${server.url}/${query}`);
      await page.getByRole("navigation").getByRole("link").first().waitFor();
      await fine();
      await open(conversationId);
      await page.getByRole("link", { name: /A page/ }).waitFor();
      await fine();
      await page.getByRole("button", { name: "Open photo a.png" }).scrollIntoViewIfNeeded();
      await fine();
    });

    test("T-NEXT-01 neither has what is chosen, being sent, recorded, dropped or looked at", async () => {
      await open(conversationId);
      const pick = (name: string, content: string) =>
        page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType: "image/png", buffer: Buffer.from(content) });
      await pick("broken.png", "<script>");
      await page.getByRole("button", { name: "Try broken.png again" }).waitFor();
      await fine();
      await page.getByRole("button", { name: "Remove broken.png" }).click();

      await page.getByRole("button", { name: "Record a voice message" }).click();
      await page.getByRole("group", { name: "Recording" }).waitFor();
      await fine();
      await page.keyboard.press("Escape");

      const dropped = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["x"], "x.txt"));
        return transfer;
      });
      await page.getByRole("log").dispatchEvent("dragenter", { dataTransfer: dropped });
      await page.getByText("Drop files here to attach them").waitFor();
      await fine();
      await page.getByRole("log").dispatchEvent("dragleave", { dataTransfer: dropped });

      await page.getByRole("button", { name: "Open photo a.png" }).click();
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("+");
      await fine();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    });

    test("X-NEXT-01 neither has what is gathered from a conversation, something or nothing", async () => {
      await open(conversationId);
      await choose("Photos, files and links");
      await fine();
      await page.getByRole("menuitem", { name: "Photos, files and links" }).click();
      for (const tab of ["Media", "Files", "Audio", "Links"]) {
        await page.getByRole("tab", { name: tab }).click();
        await page.getByRole("tabpanel", { name: tab }).getByRole("listitem").first().waitFor();
        await fine();
      }
      await open(emptyId);
      await choose("Photos, files and links");
      await page.getByRole("menuitem", { name: "Photos, files and links" }).click();
      await page.getByText("Nothing here yet").waitFor();
      await fine();
    });

    test("X-NEXT-02 neither has the search: offers, results, nothing found, and within one conversation", async () => {
      await page.goto(`${server.url}/${query}`);
      const field = page.getByRole("combobox", { name: "Search" });
      await field.click();
      await page.getByRole("button", { name: "Add filter: Links" }).waitFor();
      await fine();
      await field.fill("words");
      await page.getByRole("listbox", { name: "Search results" }).locator("mark").first().waitFor();
      await page.keyboard.press("ArrowDown");
      await fine();
      await field.fill("words from:");
      await page.getByRole("group", { name: "Suggestions" }).getByRole("option").first().waitFor();
      await fine();
      await field.fill("zxqvwk");
      await page.getByText("No conversation, person or message matches “zxqvwk”.").waitFor();
      await fine();
      await open(conversationId);
      await choose("Search in this conversation");
      await page.getByRole("menuitem", { name: "Search in this conversation" }).click();
      await page.getByRole("textbox", { name: "Search in this conversation" }).fill("words");
      await page.getByText("1 of 1").waitFor();
      await fine();
    });
  });
});
