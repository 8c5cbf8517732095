import { startTestServer, type TestServer } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { arrives } from "./flashes.ts";
import { signInAs } from "./signInAs.ts";

describe.skipIf(noBrowser)("two people in two browsers", () => {
  let server: TestServer;
  let browser: Browser;
  let marta: Page;
  let omar: Page;

  const row = (page: Page, title: string) =>
    page
      .getByRole("navigation")
      .getByRole("link")
      .filter({ has: page.getByText(title, { exact: true }) });
  const message = (page: Page, text: string) => page.getByRole("log").getByRole("article").filter({ hasText: text });
  const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });
  const say = async (page: Page, text: string) => {
    await composer(page).fill(text);
    await composer(page).press("Enter");
  };
  /** Opens the menu of a message by keyboard and chooses an action. */
  const choose = async (page: Page, text: string, action: string) => {
    await message(page, text).press("Enter");
    await page.getByRole("menuitem", { name: action }).click();
  };

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser()]);
    marta = (await signInAs(browser, server.url, "Marta Kowalska")).page;
    omar = (await signInAs(browser, server.url, "Omar Haddad")).page;
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("T-T-08 start a conversation by searching a person", async () => {
    await marta.getByRole("button", { name: "New conversation" }).click();
    const dialog = marta.getByRole("dialog", { name: "New conversation" });
    await dialog.getByRole("textbox").fill("omar");
    await dialog.getByRole("button", { name: "Omar Haddad" }).click();
    await dialog.getByRole("button", { name: "Start conversation" }).click();
    await marta.getByRole("heading", { level: 2, name: "Omar Haddad" }).waitFor();
    expect(new URL(marta.url()).pathname).toMatch(/^\/c\/[0-9a-f-]{36}$/);
  });

  test("T-T-05 T-T-07 T-UI-02 T-UI-07 a message arrives live, with an unread count that reading clears", async () => {
    await say(marta, "Do you ship carpets to Kraków?");
    await row(omar, "Marta Kowalska").getByText("1 unread message", { exact: true }).waitFor();
    await expect.poll(() => omar.title()).toMatch(/^\(\d+\) Parley$/);
    await message(marta, "Do you ship").getByText("Delivered", { exact: true }).waitFor();

    await row(omar, "Marta Kowalska").click();
    await message(omar, "Do you ship carpets to Kraków?").waitFor();
    await omar.getByRole("log").getByText("Unread messages").waitFor();
    await row(omar, "Marta Kowalska").getByText("unread message").waitFor({ state: "detached" });
    await message(marta, "Do you ship").getByText("Read", { exact: true }).waitFor();
  });

  test("T-T-06 T-UI-03 T-UI-17 typing shows by name on the other side, and ends", async () => {
    await composer(omar).pressSequentially("Yes, of");
    await marta.getByText("Omar Haddad is typing…").waitFor();
    await row(marta, "Omar Haddad").getByText("typing…").waitFor();
    await say(omar, "Yes, of course");
    await message(marta, "Yes, of course").waitFor();
    await marta.getByText("Omar Haddad is typing…").waitFor({ state: "detached" });
  });

  test("presence of the other stands in the header", async () => {
    await marta.getByRole("main").getByText("online", { exact: true }).first().waitFor();
  });

  test("a reply quotes, and the quote leads to its message", async () => {
    await choose(omar, "Do you ship", "Reply");
    await say(omar, "By ship, three weeks");
    await message(marta, "By ship, three weeks").getByRole("button", { name: "Reply to You" }).click();
    await arrives(marta, "Do you ship");
  });

  test("a reaction shows on the other side and can be taken back", async () => {
    await message(marta, "Yes, of course").first().press("Enter");
    await marta.getByRole("menuitem", { name: "React with ❤️" }).click();
    await message(omar, "Yes, of course").getByRole("button", { name: "❤️, 1 person: Marta Kowalska" }).waitFor();
    await message(marta, "Yes, of course").getByRole("button", { name: "❤️, 1 person: You" }).click();
    await message(omar, "Yes, of course").getByRole("button", { name: "❤️" }).waitFor({ state: "detached" });
  });

  test("T-UI-15 an edit is marked, a deletion leaves a placeholder, on both sides", async () => {
    await say(marta, "Which colours do you have?");
    await message(omar, "Which colours").waitFor();
    await composer(marta).press("ArrowUp");
    await marta.getByText("Editing message").waitFor();
    await composer(marta).fill("Which sizes do you have?");
    await composer(marta).press("Enter");
    await message(omar, "Which sizes do you have?").getByText("edited", { exact: true }).waitFor();

    await choose(marta, "Which sizes", "Delete");
    await marta.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await message(omar, "This message was deleted").waitFor();
    await message(marta, "You deleted this message").waitFor();
    expect(await message(omar, "Which sizes").count()).toBe(0);
  });

  test("text is text: markup stays as typed, addresses become safe links", async () => {
    await say(marta, '<img src=x onerror="document.title=1"> https://example.com/a?b=1. javascript:alert(1)');
    const received = message(omar, "<img src=x");
    const link = received.getByRole("link");
    await expect.poll(() => link.count(), { timeout: 60_000 }).toBe(1);
    expect(await link.getAttribute("href")).toBe("https://example.com/a?b=1");
    expect(await link.getAttribute("rel")).toContain("noopener");
    expect(await received.locator("img").count()).toBe(0);
  });

  test("T-T-08 several people make a group, and what happens in it is worded", async () => {
    await omar.getByRole("button", { name: "New conversation" }).click();
    const dialog = omar.getByRole("dialog", { name: "New conversation" });
    for (const name of ["Marta Kowalska", "Kwame Mensah"]) {
      await dialog.getByRole("textbox", { name: "Search people by name" }).fill(name.slice(0, 5));
      await dialog.getByRole("button", { name, exact: true }).click();
    }
    await dialog.getByRole("textbox", { name: "Group name" }).fill("Carpets & frames");
    await dialog.getByRole("button", { name: "Create group" }).click();
    await omar.getByRole("heading", { level: 2, name: "Carpets & frames" }).waitFor();

    await composer(omar).pressSequentially("Welcome @mar");
    await omar.getByRole("option", { name: "Marta Kowalska" }).waitFor();
    await composer(omar).press("Enter");
    await expect.poll(() => composer(omar).inputValue()).toBe("Welcome @Marta Kowalska ");
    await composer(omar).press("Enter");

    await row(marta, "Carpets & frames").click();
    await message(marta, "Welcome @Marta Kowalska").waitFor();
    await marta.getByRole("log").getByText("Omar Haddad started the conversation").waitFor();
    await marta.getByText("3 members").waitFor();
  });

  test("a draft stays with its conversation across switching and reload", async () => {
    await composer(marta).fill("half a thought");
    await row(marta, "Omar Haddad").click();
    await marta.getByRole("heading", { level: 2, name: "Omar Haddad" }).waitFor();
    expect(await composer(marta).inputValue()).toBe("");
    await row(marta, "Carpets & frames").getByText("half a thought").waitFor();
    await row(marta, "Carpets & frames").click();
    await expect.poll(() => composer(marta).inputValue()).toBe("half a thought");
    await marta.reload();
    await expect.poll(() => composer(marta).inputValue(), { timeout: 60_000 }).toBe("half a thought");
    await composer(marta).fill("");
  });

  test("keys: search, next conversation, messages, cancel", async () => {
    await omar.keyboard.press("Control+k");
    expect(await omar.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Search");
    await omar.keyboard.type("carpets & fr");
    await omar.getByRole("group", { name: "Conversations" }).getByRole("option", { name: "Carpets & frames" }).waitFor();
    await omar.keyboard.press("ArrowDown");
    await omar.keyboard.press("Enter");
    await omar.getByRole("heading", { level: 2, name: "Carpets & frames" }).waitFor();
    await omar.keyboard.press("Control+k");
    await omar.keyboard.press("Escape");
    const before = omar.url();
    await omar.keyboard.press("Alt+ArrowDown");
    await expect.poll(() => omar.url()).not.toBe(before);
    await omar.keyboard.press("Alt+ArrowUp");
    await expect.poll(() => omar.url()).toBe(before);

    await message(omar, "Welcome @Marta").focus();
    await omar.keyboard.press("ArrowUp");
    await expect.poll(() => omar.evaluate(() => document.activeElement?.textContent)).toContain("started the conversation");
    await omar.keyboard.press("ArrowDown");
    await omar.keyboard.press("e");
    await omar.getByText("Editing message").waitFor();
    await expect.poll(() => composer(omar).inputValue()).toContain("Welcome @Marta");
    await omar.keyboard.press("Escape");
    await omar.getByText("Editing message").waitFor({ state: "detached" });
  });

  test("when somebody closes the window, the other side sees when they were last there", async () => {
    await row(marta, "Omar Haddad").click();
    await omar.context().close();
    await marta.getByRole("main").getByText("last seen just now").waitFor();
  });
});
