import { type Network, startNetwork, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { hostileNames, hostileSvg, hostileTexts } from "./hostile.fixture.ts";
import { signInAs } from "./signInAs.ts";

const lucia = { id: "demo-lucia", name: "Lucía Herrera" };

describe.skipIf(noBrowser)("hostile content", () => {
  let server: TestServer;
  let network: Network;
  let browser: Browser;
  let page: Page;
  let conversationId: string;
  /** Everything that must not happen. */
  const happened: string[] = [];

  const rest = async (userId: string, name: string, method: string, path: string, body: unknown) => {
    const response = await server.fetch(path, { method, body, token: await server.tokenFor(userId, { name }) });
    return { status: response.status, answer: await response.json() };
  };
  const articles = () => page.getByRole("log").getByRole("article");
  const poll = <Value>(read: () => Value) => expect.poll(read, { timeout: 60_000 });

  /** Elements and attributes that only markup of others could have made. */
  const findForeign = () =>
    page.evaluate(() => {
      const elements = document.querySelectorAll("#root :is(script, iframe, object, embed, base, link, style, math, noscript, details, marquee, [srcdoc])");
      const handlers = [...document.querySelectorAll("body, body *")].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith("on")));
      const links = [...document.links].filter(({ protocol }) => protocol !== "https:" && protocol !== "http:").map(({ href }) => href);
      return [...[...elements].map(({ outerHTML }) => outerHTML), ...handlers, ...links];
    });
  const isInert = async () => {
    await poll(findForeign).toEqual([]);
    expect(happened).toEqual([]);
  };

  beforeAll(async () => {
    await buildWebApp();
    network = await startNetwork();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on", ...network.env }), launchBrowser()]);
    const { conversation } = await server.as("mallory").call("conversations.create", { type: "group", title: "Hostile", participantIds: [lucia.id] });
    conversationId = conversation.id;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
    await context.exposeFunction("ran", (what: string) => happened.push(`ran: ${what}`));
    await context.exposeFunction("violated", (what: string) => happened.push(what));
    await context.addInitScript(() =>
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => Object(window).violated(`${violatedDirective} ${blockedURI}`)),
    );
    context.on("dialog", async (dialog) => {
      happened.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page = (await signInAs(browser, server.url, lucia.name, { into: context })).page;
    page.on("pageerror", (error) => happened.push(String(error)));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await network?.stop();
  });

  test("S20 the content security policy allows scripts and styles of this server alone, and nothing inline", async () => {
    const response = await page.goto(server.url);
    const policy = new Map((response?.headers()["content-security-policy"] ?? "").split(";").map((part) => [part.split(" ")[0], part.split(" ").slice(1)]));
    expect([...policy.values()].flat().filter((source) => source.startsWith("'unsafe"))).toEqual([]);
    expect(policy.get("default-src")).toEqual(["'self'"]);
    for (const directive of ["script-src", "style-src", "worker-src", "connect-src"]) expect(policy.get(directive) ?? ["'self'"]).toEqual(["'self'"]);
    for (const directive of ["object-src", "base-uri"]) expect(policy.get(directive)).toEqual(["'none'"]);
  });

  test("S20 hostile texts are taken as they are and shown as they are: no script, no dialog, nothing for the policy to forbid", async () => {
    for (const [place, text] of hostileTexts.entries()) {
      const { status, answer } = await rest("mallory", "Mallory", "POST", `/api/conversations/${conversationId}/messages`, { text });
      expect([status, answer.message.text]).toEqual([201, text]);
      if (place % 5 === 0) await rest("mallory", "Mallory", "PUT", `/api/messages/${answer.message.id}/reactions`, { emoji: "👍" });
    }
    await page.goto(`${server.url}/c/${conversationId}`);
    for (const text of hostileTexts) await showing(text);
    await isInert();
    // What is pressed, hovered and replied to is as inert.
    await articles().last().hover();
    await articles().last().focus();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "Cancel reply" }).waitFor();
    await isInert();
    await page.getByRole("button", { name: "Cancel reply" }).click();
  });

  test("S20 hostile names of people and titles of groups", async () => {
    for (const [place, name] of hostileNames.entries()) {
      const id = `mallory-${place}`;
      const { status, answer } = await rest(id, name, "POST", "/api/conversations", { type: "group", title: name, participantIds: [lucia.id] });
      expect([status, answer.conversation.title]).toEqual([201, name]);
      const sent = await rest(id, name, "POST", `/api/conversations/${answer.conversation.id}/messages`, { text: "hello", mentions: [lucia.id] });
      expect([sent.status, sent.answer.message.sender.name]).toEqual([201, name]);
      await page.goto(`${server.url}/c/${answer.conversation.id}`);
      await page.getByRole("heading", { level: 2, name, exact: true }).waitFor();
      await articles().filter({ hasText: "hello" }).waitFor();
      await poll(() => page.title()).toContain(name.replaceAll(/\s+/g, " "));
      await isInert();
    }
    await page.getByRole("button", { name: "Conversation options" }).click();
    await page.getByRole("menuitem", { name: "Members" }).click();
    await page
      .getByRole("dialog", { name: "Members" })
      .getByText(hostileNames.at(-1) ?? "")
      .first()
      .waitFor();
    await isInert();
    await page.keyboard.press("Escape");
  });

  test("S20 hostile names of files, and files that are programs of the web", async () => {
    const png = await page.evaluate(() => document.createElement("canvas").toDataURL("image/png").split(",")[1] ?? "");
    for (const name of hostileNames) {
      const picture = await upload(server, "mallory", conversationId, { name: `${name}.png`, content: Buffer.from(png, "base64") });
      const svg = await upload(server, "mallory", conversationId, { name: `${name}.svg`, content: Buffer.from(hostileSvg), type: "image/svg+xml" });
      expect([picture.kind, svg.kind]).toEqual(["image", "file"]);
      await server.as("mallory").call("messages.send", { conversationId, text: "", attachmentIds: [picture.id, svg.id] });
    }
    await page.goto(`${server.url}/c/${conversationId}`);
    await page
      .getByRole("button", { name: /^Open photo/ })
      .last()
      .waitFor();
    await isInert();
    const saved = page.waitForEvent("download");
    await page
      .getByRole("button", { name: /^Download .*svg/ })
      .last()
      .click();
    await saved;
    await page
      .getByRole("button", { name: /^Open photo/ })
      .last()
      .click();
    await page.getByRole("dialog").waitFor();
    await isInert();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Conversation options" }).click();
    await page.getByRole("menuitem", { name: "Photos, files and links" }).click();
    for (const tab of ["Files", "Links"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("tabpanel", { name: tab }).getByRole("listitem").first().waitFor();
      await isInert();
    }
    await page.keyboard.press("Escape");
  });

  test("S20 pages that say hostile things of themselves", async () => {
    const { conversation } = await server.as("mallory").call("conversations.create", { type: "group", title: "Pages", participantIds: [lucia.id] });
    const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    for (const [place, said] of hostileTexts.entries()) {
      const address = network.web.serve(`/${place}`, {
        body: `<meta property="og:title" content="${escaped(said)}"><meta property="og:description" content="${escaped(said)}"><meta property="og:image" content="javascript:ran()">`,
      });
      const { message } = await server.as("mallory").call("messages.send", { conversationId: conversation.id, text: address });
      const previews = async () => (await server.as("mallory").call("messages.get", { messageId: message.id })).message.previews;
      await waitFor("its preview", async () => (await previews()).length === 1, 60_000);
      expect((await previews())[0]).toMatchObject({ url: address, imageUrl: null });
    }
    await page.goto(`${server.url}/c/${conversation.id}`);
    await poll(() => articles().last().getByRole("link").count()).toBe(2);
    await isInert();
  });

  test("S20 only an emoji is a reaction", async () => {
    const { message } = await server.as("mallory").call("messages.send", { conversationId, text: "react" });
    for (const emoji of hostileTexts) {
      const { status, answer } = await rest("mallory", "Mallory", "PUT", `/api/messages/${message.id}/reactions`, { emoji });
      expect([status, answer.code]).toEqual([400, "validation_failed"]);
    }
  });

  test("S20 what a search finds is shown with its marks and nothing else", async () => {
    const field = page.getByRole("combobox", { name: "Search" });
    for (const word of ["ran", "script", "javascript"]) {
      await field.fill(word);
      await page.getByRole("listbox", { name: "Search results" }).locator("mark").first().waitFor();
      await isInert();
    }
    for (const text of hostileNames) {
      await field.fill(text);
      await isInert();
    }
  });

  /** The list holds what is near the screen alone. */
  async function showing(text: string): Promise<void> {
    const squeezed = text.replaceAll(/\s+/g, " ").trim();
    await poll(() =>
      page.evaluate((wanted) => {
        const viewport = document.querySelector("[role=log]")?.parentElement;
        const shown = [...document.querySelectorAll("[role=log] article")].some((article) => article.textContent?.replaceAll(/\s+/g, " ").includes(wanted));
        if (!shown && viewport) viewport.scrollTop = viewport.scrollTop <= 0 ? viewport.scrollHeight : viewport.scrollTop - 300;
        return shown;
      }, squeezed),
    ).toBe(true);
  }
});
