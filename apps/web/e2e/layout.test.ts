import { startTestServer, type TestServer } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { signInAs } from "./signInAs.ts";

const asha = { id: "demo-asha", name: "Asha Gurung" };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

describe.skipIf(noBrowser)("on every screen", () => {
  let server: TestServer;
  let browser: Browser;

  const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const conversations = (page: Page) => page.getByRole("navigation").getByRole("list", { name: "Conversations" });

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser()]);
    const diego = server.as("demo-diego", { name: "Diego Fuentes" });
    const { conversation } = await diego.call("conversations.create", { type: "group", title: "W".repeat(120), participantIds: [asha.id] });
    const texts = [
      "x".repeat(400),
      `https://example.com/${"y".repeat(300)}`,
      "سلام دنیا — نص عربي طويل ".repeat(12),
      "नेपालीमा लामो सन्देश ".repeat(12),
      "長い日本語のメッセージ".repeat(20),
    ];
    for (const text of texts) await diego.call("messages.send", { conversationId: conversation.id, text });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("T-UI-06 T-T-09 a telephone shows list and chat one over the other, without sideways scrolling", async () => {
    const { page, context } = await signInAs(browser, server.url, asha.name, phone);
    await conversations(page).waitFor();
    await expect.poll(() => page.getByRole("main").isVisible()).toBe(false);
    await expect.poll(() => overflow(page)).toBe(0);

    await conversations(page).getByRole("link").first().tap();
    await page.getByRole("log").getByRole("article").last().waitFor();
    await expect.poll(() => conversations(page).isVisible()).toBe(false);
    await expect.poll(() => overflow(page)).toBe(0);
    const bottom = async () => {
      const composer = await page.getByRole("textbox", { name: "Message" }).boundingBox();
      return composer ? composer.y + composer.height : Number.NaN;
    };
    await expect.poll(bottom).toBeLessThanOrEqual(844);

    await page.setViewportSize({ width: 320, height: 568 });
    await expect.poll(() => overflow(page)).toBe(0);
    await page.getByRole("link", { name: "Back" }).tap();
    await conversations(page).waitFor();
    await expect.poll(() => overflow(page)).toBe(0);
    await context.close();
  });

  test("T-T-03 T-UI-04 the host's localised address opens the application and stays in it", async () => {
    const { page, context } = await signInAs(browser, `${server.url}/en/messages`, asha.name);
    await conversations(page).getByRole("link").first().click();
    await page.getByRole("log").getByRole("article").last().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/en\/messages\/c\/[0-9a-f-]{36}$/);
    await page.reload();
    await page.getByRole("log").getByRole("article").last().waitFor();
    await context.close();
  });

  test("right to left is a mirror image", async () => {
    const { page, context } = await signInAs(browser, `${server.url}/?dir=rtl`, asha.name);
    await conversations(page).getByRole("link").first().click();
    await page.getByRole("log").getByRole("article").last().waitFor();
    const left = async (role: "navigation" | "main") => (await page.getByRole(role).boundingBox())?.x ?? Number.NaN;
    await expect.poll(async () => (await left("navigation")) - (await left("main"))).toBeGreaterThan(0);
    await expect.poll(() => overflow(page)).toBe(0);
    await context.close();
  });

  test("nothing is loaded from elsewhere, nothing is inline, and the content security policy has nothing to forbid", async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const hosts = new Set<string>();
    const complaints: string[] = [];
    page.on("request", (request) => hosts.add(new URL(request.url()).host));
    page.on("console", (entry) => entry.type() === "error" && complaints.push(entry.text()));
    const response = await page.goto(server.url);
    const html = (await response?.text()) ?? "";
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>|<style|\son\w+=|\sstyle=/);

    await page.getByRole("button", { name: `Sign in as ${asha.name}` }).click();
    await conversations(page).getByRole("link").first().click();
    await page.getByRole("log").getByRole("article").last().waitFor();
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("dialog").waitFor();
    expect([...hosts]).toEqual([new URL(server.url).host]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
