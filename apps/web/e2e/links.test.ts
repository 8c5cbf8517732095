import { type Network, startNetwork, startTestServer, type TestServer } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { signInAs } from "./signInAs.ts";

const lucia = { id: "demo-lucia", name: "Lucía Herrera" };
const kwame = { id: "demo-kwame", name: "Kwame Mensah" };

describe.skipIf(noBrowser)("links", () => {
  let server: TestServer;
  let network: Network;
  let browser: Browser;
  let page: Page;

  const articles = () => page.getByRole("log").getByRole("article");
  const card = (within = page.locator("body")) => within.getByRole("link", { name: /^Press The paper of today/ });

  beforeAll(async () => {
    await buildWebApp();
    network = await startNetwork();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on", ...network.env }), launchBrowser()]);
    const { conversation } = await server
      .as(kwame.id, { name: kwame.name })
      .call("conversations.create", { type: "group", title: "Reading room", participantIds: [lucia.id] });
    page = (await signInAs(browser, server.url, lucia.name)).page;
    await page.goto(`${server.url}/c/${conversation.id}`);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await network?.stop();
  });

  test("X-NEXT-01 what a page says of itself comes under its link while one looks, opens apart, and is gathered", async () => {
    const address = network.web.serve("/paper", {
      body: '<title>The paper of today</title><meta property="og:site_name" content="Press"><meta name="description" content="All that is new">',
    });
    await page.getByRole("textbox", { name: "Message" }).fill(`read ${address} and ${network.web.serve("/silent", { status: 404 })}`);
    await page.keyboard.press("Enter");
    await card(articles().last()).waitFor();
    for (const [attribute, value] of Object.entries({ href: address, target: "_blank", rel: "noopener noreferrer nofollow" }))
      await expect.poll(() => card(articles().last()).getAttribute(attribute)).toBe(value);

    await page.getByRole("button", { name: "Conversation options" }).click();
    await page.getByRole("menuitem", { name: "Photos, files and links" }).click();
    const dialog = page.getByRole("dialog", { name: "Photos, files and links" });
    await dialog.getByRole("tab", { name: "Links" }).click();
    await card(dialog).waitFor();
    // A page that says nothing is an address.
    await dialog.getByRole("link", { name: /silent$/ }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("X-NEXT-01 who sent it takes the preview off again", async () => {
    await articles().last().press("Enter");
    await page.getByRole("menuitem", { name: "Remove link preview" }).click();
    await card().waitFor({ state: "detached" });
    await articles().last().press("Enter");
    await page.getByRole("menuitem", { name: "Delete" }).waitFor();
    await expect.poll(() => page.getByRole("menuitem", { name: "Remove link preview" }).count()).toBe(0);
    await page.keyboard.press("Escape");
  });
});
