import { recording, startTestServer, startWire, type TestServer, upload, type Wire } from "@parley/testkit";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeMicrophone, launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { drawPicture } from "./drawPicture.ts";
import { signInAs } from "./signInAs.ts";

const lucia = { id: "demo-lucia", name: "Lucía Herrera" };
const kwame = { id: "demo-kwame", name: "Kwame Mensah" };

describe.skipIf(noBrowser)("files between two browsers", () => {
  let server: TestServer;
  let wire: Wire;
  let browser: Browser;
  let sender: Page;
  let reader: Page;
  let conversationId: string;
  const complaints: string[] = [];

  const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });
  const articles = (page: Page) => page.getByRole("log").getByRole("article");
  const waiting = (page: Page) => page.getByRole("list", { name: "Files to send" }).getByRole("listitem");
  const send = (page: Page) => page.getByRole("button", { name: "Send", exact: true }).click();
  const pick = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) => page.getByLabel("File", { exact: true }).setInputFiles(files);
  const photo = (page: Page, name: string) => page.getByRole("button", { name: `Open photo ${name}` });
  const isLoaded = (image: Locator) => image.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth > 1);
  const list = async () => (await server.as(kwame.id).call("messages.list", { conversationId })).messages;

  async function open(page: Page) {
    await page.goto(`${new URL(page.url()).origin}/c/${conversationId}`);
    await page.locator("[data-connection=online]").waitFor();
    await composer(page).waitFor();
  }

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser(fakeMicrophone)]);
    wire = await startWire(server.url);
    const { conversation } = await server.as(kwame.id).call("conversations.create", { type: "group", title: "Darkroom", participantIds: [lucia.id] });
    conversationId = conversation.id;
    sender = (await signInAs(browser, wire.url, lucia.name, { permissions: ["clipboard-read", "clipboard-write", "microphone"] })).page;
    reader = (await signInAs(browser, server.url, kwame.name)).page;
    for (const page of [sender, reader]) {
      // Refusals and the cut line are meant; what the page itself has to complain of counts.
      const isNetwork = (text: string) => /^(?:Failed to load resource|WebSocket connection)/.test(text);
      page.on("console", (entry) => entry.type() === "error" && !isNetwork(entry.text()) && complaints.push(entry.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      await open(page);
    }
  });

  afterAll(async () => {
    await browser?.close();
    await wire?.stop();
    await server?.stop();
  });

  test("T-NEXT-02 what cannot be sent is refused in plain words: at once where the browser can tell, else with the server's reason", async () => {
    const notices = sender.getByRole("region", { name: "Notifications" });
    await pick(sender, { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) }, { name: "setup.exe", mimeType: "", buffer: Buffer.from("MZ") });
    await notices.getByText("“empty.txt” is empty.").waitFor();
    await notices.getByText("“setup.exe” is a program. Programs cannot be sent.").waitFor();
    await expect.poll(() => waiting(sender).count()).toBe(0);

    await pick(sender, { name: "photo.png", mimeType: "image/png", buffer: Buffer.from("<script>alert(1)</script>") });
    await send(sender);
    const failed = articles(sender).last();
    await failed.getByRole("alert").getByText("Files of this kind cannot be sent, or it is not what its name says.").waitFor();
    await failed.getByRole("button", { name: "Try photo.png again" }).waitFor();
    await failed.getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => articles(sender).filter({ hasText: "photo.png" }).count()).toBe(0);
  });

  test("X-NEXT-01 T-NEXT-01 a pasted picture waits beside the text and arrives with it, in its place before it is loaded", async () => {
    await sender.evaluate(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 320 });
      canvas.getContext("2d")?.fillRect(40, 40, 200, 200);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
      if (blob) await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
    });
    await composer(sender).focus();
    await sender.keyboard.press("Control+v");
    await waiting(sender).getByRole("img", { name: "image.png" }).waitFor();
    await composer(sender).fill("from the clipboard");
    await composer(sender).press("Enter");
    const received = articles(reader).filter({ hasText: "from the clipboard" });
    const picture = photo(reader, "image.png").locator("img").last();
    await received.getByRole("button", { name: "Open photo image.png" }).waitFor();
    await expect.poll(() => isLoaded(picture)).toBe(true);
    const ratio = async () => {
      const box = await picture.boundingBox();
      return (box?.width ?? 0) / (box?.height ?? 1);
    };
    await expect.poll(ratio).toBeCloseTo(2, 1);
    await articles(sender)
      .filter({ hasText: "from the clipboard" })
      .getByText(/^(?:Sent|Delivered|Read)$/)
      .waitFor();
    await expect.poll(() => waiting(sender).count()).toBe(0);
  });

  test("X-NEXT-01 files are dropped anywhere on the chat, and one is taken out again", async () => {
    const dropped = await sender.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["col1,col2"], "prices of this year, as agreed in a very long meeting about carpets.csv", { type: "text/csv" }));
      transfer.items.add(new File(["not this one"], "wrong.txt", { type: "text/plain" }));
      return transfer;
    });
    const log = sender.getByRole("log");
    await log.dispatchEvent("dragenter", { dataTransfer: dropped });
    await sender.getByText("Drop files here to attach them").waitFor();
    await log.dispatchEvent("drop", { dataTransfer: dropped });
    await sender.getByText("Drop files here to attach them").waitFor({ state: "detached" });
    await sender.getByRole("button", { name: "Remove wrong.txt" }).click();
    await expect.poll(() => waiting(sender).count()).toBe(1);
    await send(sender);
    const saved = reader.waitForEvent("download");
    await articles(reader)
      .last()
      .getByRole("button", { name: /^Download prices of this year.*\.csv, 9 byte/ })
      .click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe("prices of this year, as agreed in a very long meeting about carpets.csv");
  });

  test("X-NEXT-06 T-NEXT-01 a voice message is recorded with its waveform, sent, played and sought", async () => {
    const before = (await list()).length;
    await sender.getByRole("button", { name: "Record a voice message" }).click();
    const bar = sender.getByRole("group", { name: "Recording" });
    await bar.waitFor();
    await sender.keyboard.press("Escape");
    await bar.waitFor({ state: "detached" });
    await expect.poll(() => composer(sender).evaluate((element) => element === document.activeElement)).toBe(true);

    await sender.getByRole("button", { name: "Record a voice message" }).click();
    await bar.getByText("0:02").waitFor();
    await bar.getByRole("button", { name: "Send voice message" }).click();
    const voice = articles(reader).last().getByRole("group", { name: "Voice message" });
    await voice.waitFor();
    const [message, ...others] = (await list()).slice(before);
    expect(others).toEqual([]);
    const [sound] = message?.attachments ?? [];
    expect(message?.type).toBe("audio");
    expect(sound?.durationMs).toBeGreaterThan(1000);
    expect(new Set(sound?.waveform).size).toBeGreaterThan(2);

    await voice.getByRole("button", { name: "Play" }).click();
    await voice.getByRole("button", { name: "Speed: 1 times. Change" }).click();
    await voice.getByRole("button", { name: "Speed: 1.5 times. Change" }).click();
    await voice.getByRole("button", { name: "Speed: 2 times. Change" }).waitFor();
    const position = voice.getByRole("slider", { name: "Position" });
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(0);
    // To its end, where it stands ready to be played again.
    await voice.getByRole("button", { name: "Play" }).waitFor();
    await position.focus();
    await position.press("End");
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(1000);
    await reader
      .getByRole("navigation")
      .getByText(/Voice message \(0:0\d\)/)
      .waitFor();
  });

  test("X-NEXT-01 a video is sent and plays on the other side", async () => {
    await pick(sender, { name: "film.webm", mimeType: "video/webm", buffer: Buffer.from(recording("film.webm")) });
    await send(sender);
    const film = articles(reader).last().locator("video");
    await film.waitFor();
    expect((await list()).at(-1)?.type).toBe("video");
    await film.evaluate((element: HTMLVideoElement) => element.play());
    await expect.poll(() => film.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0);
  });

  test("T-NEXT-01 a file goes as soon as it is chosen, shows how far it is, waits while one looks elsewhere, and is freed when taken out", async () => {
    const stored = async () => {
      const { rows } = await server.pool.query(
        "select name, state from (select details->>'name' as name, state from attachments) as all_files where name like 'early%' order by name",
      );
      return rows.map(({ name, state }) => `${name} ${state}`);
    };
    const path = `${server.server.app.config.dataDir}/early large.txt`;
    const { writeFile } = await import("node:fs/promises");
    await writeFile(path, Buffer.alloc(60_000_000, "all work and no play "));
    await sender.getByLabel("File", { exact: true }).setInputFiles(path);
    await waiting(sender).getByRole("progressbar", { name: "Uploading early large.txt" }).waitFor();
    await sender.getByRole("button", { name: "Remove early large.txt" }).click();
    await expect.poll(() => waiting(sender).count()).toBe(0);

    await pick(sender, ...["early one.txt", "early two.txt"].map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) })));
    await expect.poll(stored).toEqual(["early one.txt ready", "early two.txt ready"]);
    expect((await list()).filter(({ attachments }) => attachments.some(({ name }) => name.startsWith("early")))).toEqual([]);
    await sender.getByRole("navigation").getByRole("link").filter({ hasNotText: "Darkroom" }).first().click();
    await waiting(sender).first().waitFor({ state: "detached" });
    await sender.getByRole("navigation").getByRole("link").filter({ hasText: "Darkroom" }).click();
    await expect.poll(() => waiting(sender).count()).toBe(2);
    await sender.getByRole("button", { name: "Remove early one.txt" }).click();
    await expect.poll(stored).toEqual(["early two.txt ready"]);
    await send(sender);
    await articles(reader)
      .last()
      .getByRole("button", { name: /^Download early two\.txt/ })
      .waitFor();
    await expect.poll(() => waiting(sender).count()).toBe(0);
  });

  test("T-NEXT-02 a file above the server's limit is refused when it is chosen, without a byte of it sent", async () => {
    const asked: string[] = [];
    const note = (request: { method(): string; url(): string }) => request.method() === "POST" && asked.push(request.url());
    sender.on("request", note);
    // A file of any size, of which nothing is read.
    await sender.evaluate((bytes) => {
      const file = new File(["x"], "endless.mov", { type: "video/quicktime" });
      Object.defineProperty(file, "size", { value: bytes });
      const transfer = new DataTransfer();
      Object.defineProperty(transfer, "items", { value: [{ kind: "file", webkitGetAsEntry: () => null, getAsFile: () => file }] });
      Object.defineProperty(transfer, "types", { value: ["Files"] });
      const drop = new DragEvent("drop", { bubbles: true, cancelable: true });
      Object.defineProperty(drop, "dataTransfer", { value: transfer });
      document.querySelector("[role=log]")?.dispatchEvent(drop);
    }, server.server.app.config.uploadMaxBytes + 1);
    await sender.getByRole("region", { name: "Notifications" }).getByText("“endless.mov” is too large. At most 104.9 MB can be sent.").waitFor();
    await expect.poll(() => waiting(sender).count()).toBe(0);
    sender.off("request", note);
    expect(asked).toEqual([]);
  });

  test("T-NEXT-01 five pictures make a grid; the viewer is used by keyboard alone and gives the focus back", async () => {
    const pictures = await Promise.all(
      Array.from({ length: 5 }, (_, index) => drawPicture(sender, { text: String(index), width: 500 + index * 40, height: 400 })),
    );
    await pick(sender, ...pictures.map((buffer, index) => ({ name: `p${index}.png`, mimeType: "image/png", buffer })));
    await expect.poll(() => waiting(sender).count()).toBe(5);
    await send(sender);
    await photo(reader, "p3.png").waitFor();
    await reader.getByRole("log").getByText("+1").waitFor();

    await photo(reader, "p0.png").focus();
    await reader.keyboard.press("Enter");
    const viewer = (place: string) => reader.getByRole("dialog", { name: place });
    await viewer("p0.png, 3 of 7").waitFor();
    await reader.keyboard.press("ArrowRight");
    await viewer("p1.png, 4 of 7").waitFor();
    await expect.poll(() => isLoaded(reader.getByRole("dialog").getByRole("img", { name: "p1.png" }))).toBe(true);
    await reader.keyboard.press("+");
    await reader.locator("[data-zoom='1.50']").waitFor();
    const place = () => reader.locator("[data-zoom]").evaluate((element: HTMLElement) => element.style.transform);
    const unmoved = await place();
    await reader.keyboard.press("ArrowRight");
    await viewer("p1.png, 4 of 7").waitFor();
    expect(await place()).not.toBe(unmoved);
    await reader.keyboard.press("0");
    await reader.keyboard.press("ArrowLeft");
    await viewer("p0.png, 3 of 7").waitFor();
    for (let times = 0; times < 8; times++) {
      await reader.keyboard.press("Tab");
      // The guards at its ends hand the focus on a moment later.
      await expect.poll(() => reader.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)).toBe(true);
    }
    const saved = reader.waitForEvent("download");
    await reader.getByRole("dialog").getByRole("button", { name: "Download p0.png" }).press("Enter");
    expect((await saved).suggestedFilename()).toBe("p0.png");
    await reader.keyboard.press("Escape");
    await reader.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => photo(reader, "p0.png").evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("X-NEXT-01 an upload shows its progress, outlives a cut of the line, and arrives once", async () => {
    const content = Buffer.alloc(60_000_000, "all work and no play ");
    const path = `${server.server.app.config.dataDir}/large.txt`;
    const { writeFile } = await import("node:fs/promises");
    await writeFile(path, content);
    await sender.getByLabel("File", { exact: true }).setInputFiles(path);
    await composer(sender).fill("the long one");
    await composer(sender).press("Enter");
    const pending = articles(sender).filter({ hasText: "the long one" });
    const progress = pending.getByRole("progressbar", { name: "Uploading large.txt" });
    await progress.waitFor();
    wire.cut();
    await sender.getByText("You are offline. Messages are sent when you are back.").waitFor();
    await pending.getByText("Sending", { exact: true }).waitFor();
    wire.mend();
    await articles(reader).filter({ hasText: "the long one" }).getByRole("button", { name: "Download large.txt, 60 MB" }).waitFor({ timeout: 25_000 });
    expect((await list()).filter(({ text }) => text === "the long one")).toHaveLength(1);
  });

  test("T-NEXT-02 a deleted message shows nothing of what it carried, also where it was being looked at", async () => {
    const attachment = await upload(server, lucia.id, conversationId, {
      name: "secret.png",
      content: await drawPicture(sender, { text: "?", width: 300, height: 200 }),
    });
    const { message } = await server.as(lucia.id).call("messages.send", { conversationId, text: "", attachmentIds: [attachment.id] });
    await photo(reader, "secret.png").click();
    await reader.getByRole("dialog").waitFor();
    await server.as(lucia.id).call("messages.delete", { messageId: message.id });
    await reader.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => photo(reader, "secret.png").count()).toBe(0);
  });

  test("the content security policy has nothing to forbid, and nothing went wrong", () => {
    expect(complaints).toEqual([]);
  });
});
