import { startTestServer, startWire, type TestServer, type Wire } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { signInAs } from "./signInAs.ts";

const lucia = { id: "demo-lucia", name: "Lucía Herrera" };
const kwame = { id: "demo-kwame", name: "Kwame Mensah" };

describe.skipIf(noBrowser)("reading a long conversation", () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let wire: Wire;
  let conversationId: string;

  const asKwame = () => server.as(kwame.id, { name: kwame.name });
  const message = (text: string) => page.getByRole("log").getByRole("article").filter({ hasText: text });
  const open = async (id: string) => {
    await page.goto(`${wire.url}/c/${id}`);
    await page.getByRole("log").getByRole("article").first().waitFor();
  };
  const startWith = async (title: string, count: number) => {
    const { conversation } = await asKwame().call("conversations.create", { type: "group", title, participantIds: [lucia.id] });
    for (let number = 1; number <= count; number++) await asKwame().call("messages.send", { conversationId: conversation.id, text: textOf(number) });
    return conversation.id;
  };
  const unread = async () => (await server.as(lucia.id).call("conversations.get", { conversationId })).me.unread;
  const heightOfList = () => page.evaluate(() => document.querySelector("[role=log]")?.clientHeight ?? 0);
  /** The first message that is wholly below the header, by its number. */
  const rowInView = () =>
    page.evaluate(() => {
      const article = [...document.querySelectorAll("[role=log] article")].find((candidate) => candidate.getBoundingClientRect().top > 150);
      return /number \d+\./.exec(article?.textContent ?? "")?.[0] ?? "";
    });
  const topOf = async (text: string) => (await message(text).boundingBox())?.y ?? Number.NaN;

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser()]);
    conversationId = await startWith("Long talk", 180);
    wire = await startWire(server.url);
    page = (await signInAs(browser, wire.url, lucia.name)).page;
  });

  afterAll(async () => {
    await browser?.close();
    await wire?.stop();
    await server?.stop();
  });

  test("opens at the first unread message, however far back, and reading moves the count", async () => {
    await server.as(lucia.id, { name: lucia.name }).call("receipts.read", { conversationId, seq: 61 });
    await open(conversationId);
    await message("number 61.").waitFor();
    const divider = page.getByRole("log").getByText("Unread messages");
    await divider.waitFor();
    await expect.poll(async () => (await divider.boundingBox())?.y ?? Number.NaN).toBeLessThan(300);
    await page.getByRole("button", { name: /new messages\. Jump to the latest/ }).waitFor();
    // Only what came into view is read.
    await expect.poll(async () => (await server.as(lucia.id).call("conversations.get", { conversationId })).me.readSeq).toBeGreaterThan(61);
    expect(await unread()).toBeGreaterThan(90);
  });

  test("jumps to the latest and marks everything read", async () => {
    await page.getByRole("button", { name: /Jump to the latest/ }).click();
    await message("number 180.").waitFor();
    await expect.poll(unread).toBe(0);
  });

  test("keeps what one reads in its place while older messages load above", async () => {
    await open(conversationId);
    await message("number 180.").waitFor();
    await page.locator("[data-connection=online]").waitFor();
    wire.hold();
    await page.evaluate(() => document.querySelector("[role=log]")?.parentElement?.scrollTo({ top: 500 }));
    await page.getByText("Loading older messages").waitFor();
    await expect.poll(rowInView).toMatch(/^number 13\d\.$/);
    const text = await rowInView();
    const [top, height] = [await topOf(text), await heightOfList()];
    wire.release();
    await expect.poll(heightOfList).toBeGreaterThan(height + 1000);
    await page.getByText("Loading older messages").waitFor({ state: "detached" });
    await expect.poll(async () => Math.abs((await topOf(text)) - top)).toBeLessThan(3);
  });

  test("stays where one reads when a message arrives, and counts it; follows when at the bottom", async () => {
    await asKwame().call("messages.send", { conversationId, text: "arrived while reading" });
    const jump = page.getByRole("button", { name: "1 new message. Jump to the latest" });
    await jump.waitFor();
    await expect.poll(() => message("arrived while reading").count()).toBe(0);
    await jump.click();
    await message("arrived while reading").waitFor();
    await jump.waitFor({ state: "detached" });
    await asKwame().call("messages.send", { conversationId, text: textOf(7).repeat(6) });
    await asKwame().call("messages.send", { conversationId, text: "and one more" });
    await expect
      .poll(async () => {
        const box = await message("and one more").boundingBox();
        return box ? box.y + box.height : 0;
      })
      .toBeGreaterThan(600);
  });

  test("does not mark as read in a window that nobody looks at", async () => {
    await expect.poll(unread).toBe(0);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await asKwame().call("messages.send", { conversationId, text: "knock knock" });
    await message("knock knock").waitFor();
    await page.getByRole("log").getByText("Unread messages").waitFor();
    expect(await unread()).toBe(1);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { get: () => "visible", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(unread).toBe(0);
    await page.getByRole("log").getByText("Unread messages").waitFor();
  });
});

/** Of different lengths, so that estimates of height are wrong. */
function textOf(number: number): string {
  return `number ${number}. ${"Some words to read. ".repeat((number * 7) % 11)}`.trim();
}
