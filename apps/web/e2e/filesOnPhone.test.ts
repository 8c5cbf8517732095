import { recording, startTestServer, type TestServer, upload } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { drawPicture } from "./drawPicture.ts";
import { signInAs } from "./signInAs.ts";

const asha = { id: "demo-asha", name: "Asha Gurung" };
const diego = { id: "demo-diego", name: "Diego Fuentes" };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

describe.skipIf(noBrowser)("files on a telephone", () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;

  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const fits = async (name: string) => {
    const box = await page.getByRole("button", { name }).last().boundingBox();
    return box !== null && box.x >= 0 && box.x + box.width <= (page.viewportSize()?.width ?? 0);
  };

  beforeAll(async () => {
    await buildWebApp();
    // Nobody allows the microphone here.
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser(["--use-fake-device-for-media-stream"])]);
    page = (await signInAs(browser, server.url, asha.name, phone)).page;
    const { conversation } = await server.as(diego.id, { name: diego.name }).call("conversations.create", { type: "direct", participantIds: [asha.id] });
    const say = async (...files: { name: string; content: Uint8Array }[]) => {
      const uploaded = await Promise.all(files.map((file) => upload(server, diego.id, conversation.id, file)));
      await server.as(diego.id).call("messages.send", { conversationId: conversation.id, text: "", attachmentIds: uploaded.map(({ id }) => id) });
    };
    const draw = (text: string, width: number, height: number) => drawPicture(page, { text, width, height });
    await say({ name: "wide.png", content: await draw("W", 1600, 300) }, { name: "tall.png", content: await draw("T", 300, 1600) });
    await say({ name: "one.png", content: await draw("1", 800, 600) });
    await say({ name: `${"long ".repeat(40)}.txt`, content: Buffer.from("long") });
    await say({ name: "voice.webm", content: recording("voice.webm") });
    await page.goto(`${server.url}/c/${conversation.id}`);
    await page.getByRole("button", { name: "Open photo one.png" }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("T-NEXT-02 a refused microphone is told in plain words, and nothing is recorded", async () => {
    await page.getByRole("button", { name: "Record a voice message" }).tap();
    const notices = page.getByRole("region", { name: "Notifications" });
    await notices.getByText("The microphone is blocked. Allow it for this site in your browser’s settings.").waitFor();
    await expect.poll(() => page.getByRole("group", { name: "Recording" }).count()).toBe(0);
    await expect.poll(() => page.getByRole("button", { name: "Record a voice message" }).isEnabled()).toBe(true);
  });

  test("T-NEXT-01 everything fits on narrow screens, and pictures can be taken with the camera", async () => {
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 700 });
      await expect.poll(() => fits("Open photo wide.png")).toBe(true);
      await expect.poll(() => fits("Download long long")).toBe(true);
      await expect.poll(() => overflow()).toBe(0);
    }
    await page.setViewportSize(phone.viewport);
    await page.getByRole("button", { name: "Attach files" }).tap();
    await page.getByRole("menuitem", { name: "Camera" }).waitFor();
    await expect.poll(() => page.locator("input[type=file][capture=environment]").getAttribute("accept")).toBe("image/*");
    await page.keyboard.press("Escape");
  });

  test("T-NEXT-01 a picture opens over the whole screen; swiping turns to the next and closes it", async () => {
    await page.getByRole("button", { name: "Open photo one.png" }).tap();
    const viewer = (place: string) => page.getByRole("dialog", { name: place });
    await viewer("one.png, 3 of 3").waitFor();
    await swipe({ x: 80, y: 400 }, { x: 330, y: 420 });
    await viewer("tall.png, 2 of 3").waitFor();
    await swipe({ x: 200, y: 250 }, { x: 210, y: 560 });
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("X-NEXT-01 what was sent is gathered by kind: pictures to look at, files and voice messages as lists", async () => {
    await page.getByRole("button", { name: "Conversation options" }).tap();
    await page.getByRole("menuitem", { name: "Photos, files and links" }).tap();
    const dialog = page.getByRole("dialog", { name: "Photos, files and links" });
    await expect.poll(() => dialog.getByRole("button", { name: /^Open photo/ }).count()).toBe(3);
    await dialog.getByRole("button", { name: "Open photo tall.png" }).tap();
    await page.getByRole("dialog", { name: /tall\.png, \d of 3/ }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.getByRole("tab", { name: "Audio" }).tap();
    await dialog.getByRole("button", { name: "Play" }).waitFor();
    await dialog.getByRole("tab", { name: "Files" }).tap();
    await dialog.getByRole("button", { name: /^Download long/ }).waitFor();
    await expect.poll(() => overflow()).toBe(0);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  type Point = { x: number; y: number };

  async function swipe(from: Point, to: Point): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(({ x, y }) => ({ x, y })) });
    await touch("touchStart", [from]);
    for (const part of [0.25, 0.5, 0.75, 1]) await touch("touchMove", [{ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }]);
    await touch("touchEnd", []);
    await session.detach();
  }
});
