import { startTestServer, startWire, type TestServer, type Wire } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { arrives } from "./flashes.ts";
import { signInAs } from "./signInAs.ts";

const lucia = { id: "demo-lucia", name: "Lucía Herrera" };
const kwame = { id: "demo-kwame", name: "Kwame Mensah" };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** The machine may be busy with the other browsers. */
const poll = <Value>(read: () => Value) => expect.poll(read, { timeout: 60_000 });

describe.skipIf(noBrowser)("searching", () => {
  let server: TestServer;
  let wire: Wire;
  let browser: Browser;
  let page: Page;
  let longId: string;
  const complaints: string[] = [];

  const asKwame = () => server.as(kwame.id, { name: kwame.name });
  const say = async (conversationId: string, text: string) => (await asKwame().call("messages.send", { conversationId, text })).message;
  const startGroup = async (title: string) =>
    (await asKwame().call("conversations.create", { type: "group", title, participantIds: [lucia.id] })).conversation.id;
  /** As if she had seen everything: the conversation opens at its end. */
  const read = async (conversationId: string) => {
    const asLucia = server.as(lucia.id, { name: lucia.name });
    const { lastSeq } = await asLucia.call("conversations.get", { conversationId });
    await asLucia.call("receipts.read", { conversationId, seq: lastSeq });
  };
  const field = (on = page) => on.getByRole("combobox", { name: "Search" });
  const option = (text: string | RegExp, on = page) => on.getByRole("listbox", { name: "Search results" }).getByRole("option").filter({ hasText: text });
  const message = (text: string, on = page) => on.getByRole("log").getByRole("article").filter({ hasText: text });
  const arrive = (text: string, on = page) => arrives(on, text);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  const watch = (on: Page) => on.on("console", (entry) => entry.type() === "error" && complaints.push(entry.text()));

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on", RATE_LIMITS: "0" }), launchBrowser()]);
    longId = await startGroup("Long talk");
    for (let number = 1; number <= 330; number++)
      await say(longId, number === 12 ? "number 12. The turquoise kettle is under the stairs" : `number ${number}. ${"Some words. ".repeat((number * 7) % 9)}`);
    await read(longId);
    wire = await startWire(server.url);
    page = (await signInAs(browser, wire.url, lucia.name)).page;
    watch(page);
  });

  afterAll(async () => {
    await browser?.close();
    await wire?.stop();
    await server?.stop();
  });

  test("says that nothing was found, and of what", async () => {
    await field().fill("zxqvwk");
    await page.getByText("No conversation, person or message matches “zxqvwk”.").waitFor();
    await page.getByRole("button", { name: "Leave search" }).click();
    await page.getByText("matches “zxqvwk”").waitFor({ state: "detached" });
  });

  test("N-P-08 T-NEXT-04 finds an old message among all conversations and jumps to it; history goes on both ways without gaps", async () => {
    await field().fill("turquoise kettle");
    const result = option("turquoise kettle");
    await result.waitFor();
    expect(await result.locator("mark").allTextContents()).toEqual(["turquoise", "kettle"]);
    await result.click();
    await arrive("number 12.");
    expect(new URL(page.url()).pathname).toBe(`/c/${longId}/13`);
    const box = await message("number 12.").boundingBox();
    expect(box?.y).toBeGreaterThan(64);
    expect(box?.y).toBeLessThan(700);
    expect(await sweep(page, 1, 330)).toEqual(Array.from({ length: 330 }, (_, index) => index + 1));
  });

  test("the way back to the latest message is one press, and a reload does not lead away again", async () => {
    await option("turquoise kettle").click();
    await message("number 12.").waitFor();
    await page.getByRole("button", { name: "Jump to the latest message" }).click();
    await message("number 330.").waitFor();
    expect(new URL(page.url()).pathname).toBe(`/c/${longId}`);

    await option("turquoise kettle").click();
    await message("number 12.").waitFor();
    await page.goBack();
    await message("number 330.").waitFor();
    await page.goForward();
    await arrive("number 12.");
    await page.getByRole("button", { name: "Leave search" }).click();
  });

  test("a link to a message opens there; one to a message that is not there opens near it and says so", async () => {
    await page.goto(`${wire.url}/c/${longId}/41`);
    await arrive("number 40.");
    await page.goto(`${wire.url}/c/${longId}/99999`);
    await message("number 330.").waitFor();
    await page.getByText("That message is not here any more.").waitFor();
  });

  test("by keyboard alone: find, open, act, come back, leave", async () => {
    await startGroup("Other talk");
    await page.goto(`${wire.url}/c/${longId}`);
    await message("number 330.").waitFor();
    await page.getByRole("textbox", { name: "Message" }).focus();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("turquoise");
    await option("turquoise").waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await option("turquoise").getAttribute("aria-selected")).toBe("true");
    expect(await field().getAttribute("aria-activedescendant")).toBe(await option("turquoise").getAttribute("id"));
    await page.keyboard.press("Enter");
    await poll(focused).toContain("number 12.");
    await page.keyboard.press("Escape");
    await message("number 330.").waitFor();

    await page.keyboard.press("Control+k");
    expect(await field().inputValue()).toBe("turquoise");
    await page.keyboard.press("Escape");
    await option(/./).first().waitFor({ state: "detached" });
    expect(await field().inputValue()).toBe("");
    expect(await field().getAttribute("aria-expanded")).toBe("false");

    // Enter without arrows opens the first result, even when it was pressed before there was one.
    await page.keyboard.press("Control+k");
    await page.keyboard.type("other ta");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Other talk" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
  });

  test("conversations, people and messages are found by one word, and their number is said", async () => {
    const id = await startGroup("Quillfeather club");
    await say(id, "who brings the quillfeather?");
    await field().fill("quillfeather");
    await option("Quillfeather club").first().waitFor();
    await option("who brings the").waitFor();
    await page.getByRole("status").filter({ hasText: "1 conversation, 1 message" }).waitFor();
    await field().fill("kwame");
    await page.getByRole("group", { name: "People" }).getByRole("option", { name: kwame.name }).waitFor();
    await page.getByRole("button", { name: "Leave search" }).click();
  });

  test("filters are offered, typed or pressed, and can be taken away", async () => {
    const id = await startGroup("Filters");
    await say(id, "sparrowhawk https://example.com/bird");
    await say(id, "sparrowhawk without address");
    await server.as(lucia.id, { name: lucia.name }).call("messages.send", { conversationId: id, text: "sparrowhawk of my own" });
    await field().fill("sparrowhawk");
    await poll(() => option("sparrowhawk").count()).toBe(3);
    await page.getByRole("button", { name: "Add filter: Links" }).click();
    await poll(() => option("sparrowhawk").allTextContents()).toEqual([expect.stringContaining("https://example.com/bird")]);
    await page.getByRole("button", { name: "Remove filter: Links" }).click();
    await poll(() => option("sparrowhawk").count()).toBe(3);

    await field().focus();
    await page.keyboard.press("End");
    await page.keyboard.type(" from:kwa");
    await page.getByRole("group", { name: "Suggestions" }).getByRole("option", { name: kwame.name }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove filter: From ${kwame.name}` }).waitFor();
    expect(await field().inputValue()).toBe("sparrowhawk");
    await poll(() => option("sparrowhawk").count()).toBe(2);
    await page.keyboard.press("Home");
    await page.keyboard.press("Backspace");
    await poll(() => option("sparrowhawk").count()).toBe(3);

    await page.keyboard.press("End");
    await page.keyboard.type(" in:filt");
    await page.getByRole("group", { name: "Suggestions" }).getByRole("option", { name: "Filters" }).click();
    await page.getByRole("button", { name: "Remove filter: In Filters" }).waitFor();
    await poll(() => option("sparrowhawk").count()).toBe(3);
    await page.keyboard.type(" before:2001");
    await page.getByRole("group", { name: "Suggestions" }).getByRole("option", { name: "Before 1 Jan 2001" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("No message matches these filters.").waitFor();
    await page.getByRole("button", { name: "Search without filters" }).click();
    await poll(() => option("sparrowhawk").count()).toBe(3);
    await field().fill("sparrowhawk is:unread");
    await poll(() => option("sparrowhawk").count()).toBe(0);
    await page.keyboard.press("Escape");
  });

  test("what was looked for is kept here and can be forgotten", async () => {
    await field().fill("turquoise");
    await option("turquoise").click();
    await page.getByRole("button", { name: "Leave search" }).click();
    await field().focus();
    await page.getByRole("group", { name: "Recent searches" }).getByRole("option", { name: "turquoise", exact: true }).click();
    await option("turquoise kettle").waitFor();
    await page.getByRole("button", { name: "Leave search" }).click();
    await field().focus();
    await option("Clear recent searches").click();
    await page.getByText("Find anything that was said").waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("ecent")))).toEqual([]);
    await page.keyboard.press("Escape");
  });

  test("results follow edits and deletions, and one opens at what the message is now", async () => {
    const id = await startGroup("Changes");
    const edited = await say(id, "marzipan for everybody");
    const deleted = await say(id, "marzipan for nobody");
    await field().fill("marzipan");
    await poll(() => option("marzipan").count()).toBe(2);
    await asKwame().call("messages.edit", { messageId: edited.id, text: "nougat for everybody" });
    await asKwame().call("messages.delete", { messageId: deleted.id });
    await option("marzipan").first().waitFor({ state: "detached" });
    await option("nougat for everybody").click();
    await arrive("nougat for everybody");
    await message("This message was deleted").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
  });

  test("offline it says so, and goes on by itself", async () => {
    wire.cut();
    await page.locator("[data-connection=offline]").waitFor();
    await field().fill("turquoise");
    await page.getByText("Searching needs a connection. It goes on by itself when you are back.").waitFor();
    wire.mend();
    await option("turquoise kettle").waitFor();
    await page.keyboard.press("Escape");
  });

  test("X-NEXT-02 searches within one conversation: count, marks, older and newer", async () => {
    const id = await startGroup("Within");
    for (let number = 1; number <= 150; number++) await say(id, number % 50 === 0 ? `heron ${number} flies` : `reed ${number}`);
    const elsewhere = await startGroup("Elsewhere");
    await say(elsewhere, "heron elsewhere");
    await read(id);
    await page.goto(`${wire.url}/c/${id}`);
    await message("heron 150").waitFor();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("heron");
    const bar = page.getByRole("search").filter({ has: page.getByRole("textbox", { name: "Search in this conversation" }) });
    await bar.getByText("1 of 3").waitFor();
    expect(await message("heron 150").locator("mark").allTextContents()).toEqual(["heron"]);
    await page.keyboard.press("Enter");
    await bar.getByText("2 of 3").waitFor();
    await arrive("heron 100");
    await bar.getByRole("button", { name: "Older result" }).click();
    await bar.getByText("3 of 3").waitFor();
    await arrive("heron 50");
    await bar.getByRole("button", { name: "Newer result" }).click();
    await bar.getByText("2 of 3").waitFor();
    await bar.getByRole("textbox").fill("reed");
    await bar.getByText("1 of 147").waitFor();
    // Beyond the newest is the oldest, which the first page of results does not have.
    await bar.getByRole("button", { name: "Newer result" }).click();
    await bar.getByText("147 of 147").waitFor();
    await arrive("reed 1");
    await bar.getByRole("textbox").fill("heron 100");
    await bar.getByText("1 of 1", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await poll(focused).toContain("heron 100");
    await poll(() => page.locator("mark").count()).toBe(0);
    await page.keyboard.press("Escape");
    await message("heron 150").waitFor();
    await poll(focused).toContain("heron 150");
  });

  test("on a telephone: nothing overflows, a result opens over the list, the way back leads to the results", async () => {
    const { page: small, context } = await signInAs(browser, wire.url, lucia.name, phone);
    watch(small);
    const overflow = () => small.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await field(small).tap();
    await field(small).fill("turquoise");
    await option("turquoise kettle", small).waitFor();
    expect(await overflow()).toBe(0);
    await option("turquoise kettle", small).tap();
    await arrive("number 12.", small);
    await small.getByRole("button", { name: "Conversation options" }).tap();
    await small.getByRole("menuitem", { name: "Search in this conversation" }).tap();
    await small.getByRole("textbox", { name: "Search in this conversation" }).fill("stairs");
    await small.getByText("1 of 1").waitFor();
    expect(await overflow()).toBe(0);
    await small.getByRole("button", { name: "Close search" }).tap();
    await small.getByRole("link", { name: "Back" }).tap();
    await option("turquoise kettle", small).waitFor();
    await small.getByRole("button", { name: "Leave search" }).tap();
    await small.getByRole("navigation").getByRole("link").first().waitFor();
    await context.close();
  });

  test("the content security policy has nothing to forbid in any of this", () => {
    expect(complaints.filter((text) => /content security|inline|refused to/i.test(text))).toEqual([]);
  });
});

/** The numbers of all messages, gathered by scrolling from where one is to the first and then to the last. */
async function sweep(page: Page, first: number, last: number): Promise<number[]> {
  return page.evaluate(
    async ([from, to]) => {
      const viewport = document.querySelector("[role=log]")?.parentElement;
      if (!viewport) throw new Error("no list");
      const seen = new Set<number>();
      const note = () => {
        for (const article of document.querySelectorAll<HTMLElement>("[role=log] article")) {
          const number = /number (\d+)\./.exec(article.textContent ?? "")?.[1];
          if (number) seen.add(Number(number));
        }
      };
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const scroll = async (end: number, step: number) => {
        const deadline = Date.now() + 20_000;
        while (!seen.has(end) && Date.now() < deadline) {
          viewport.scrollTop += step;
          await frame();
          note();
        }
      };
      await scroll(from, -300);
      await scroll(to, 300);
      return [...seen].sort((a, b) => a - b);
    },
    [first, last] as const,
  );
}
