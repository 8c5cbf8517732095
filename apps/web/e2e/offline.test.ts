import { startTestServer, startWire, type TestServer, type Wire } from "@parley/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";
import { type Person, signInAs } from "./signInAs.ts";

const priya = { id: "demo-priya", name: "Priya Sharma" };
const arjun = { id: "demo-arjun", name: "Arjun Mehta" };

describe.skipIf(noBrowser)("a browser that loses its connection", () => {
  let server: TestServer;
  let wire: Wire;
  let browser: Browser;
  let person: Person;
  let conversationId: string;

  const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });
  const message = (page: Page, text: string) => page.getByRole("log").getByRole("article").filter({ hasText: text });
  const asArjun = () => server.as(arjun.id, { name: arjun.name });

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser()]);
    wire = await startWire(server.url);
    const { conversation } = await asArjun().call("conversations.create", { type: "group", title: "Flaky wires", participantIds: [priya.id] });
    conversationId = conversation.id;
    person = await signInAs(browser, wire.url, priya.name);
    await person.page.goto(`${wire.url}/c/${conversationId}`);
    await composer(person.page).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await wire?.stop();
    await server?.stop();
  });

  test("is complete after missing 200 messages, edits and deletions", async () => {
    const { page } = person;
    const { message: edited } = await asArjun().call("messages.send", { conversationId, text: "before the storm" });
    const { message: deleted } = await asArjun().call("messages.send", { conversationId, text: "to be forgotten" });
    await message(page, "to be forgotten").waitFor();

    wire.cut();
    await page.getByText("You are offline. Messages are sent when you are back.").waitFor();
    for (let number = 1; number <= 200; number++) await asArjun().call("messages.send", { conversationId, text: `missed ${number}.` });
    await asArjun().call("messages.edit", { messageId: edited.id, text: "after the storm" });
    await asArjun().call("messages.delete", { messageId: deleted.id });
    wire.mend();

    await page.locator("[data-connection=online]").waitFor();
    const log = page.getByRole("log");
    await log.getByText("Unread messages").waitFor();
    // Scrolls from the oldest to the newest and notes everything that is shown on the way.
    const seen = await readAll(page);
    expect(seen.filter((text) => text.startsWith("missed"))).toEqual(Array.from({ length: 200 }, (_, index) => `missed ${index + 1}.`));
    expect(seen).toContain("after the storm");
    expect(seen).not.toContain("before the storm");
    expect(seen).not.toContain("to be forgotten");
  });

  test("T-UI-12 T-UI-13 says that it is offline, and in a toast what could therefore not be done", async () => {
    const { page } = person;
    await expect.poll(() => page.locator("[data-connection=online]").getAttribute("aria-label")).toBe("Connected");
    wire.cut();
    await page.locator("[data-connection=offline]").waitFor();
    await message(page, "missed 200.").press("Enter");
    await page.getByRole("menuitem", { name: "React with 👍" }).click();
    await page.getByRole("region", { name: "Notifications" }).getByText("The server cannot be reached. Try again in a moment.").waitFor();
    wire.mend();
    await page.locator("[data-connection=online]").waitFor();
  });

  test("sends what was written offline exactly once, even after closing the window meanwhile", async () => {
    const { page, context } = person;
    const { conversation } = await asArjun().call("conversations.create", { type: "group", title: "Tunnel", participantIds: [priya.id] });
    await page.goto(`${wire.url}/c/${conversation.id}`);
    await page.locator("[data-connection=online]").waitFor();
    wire.cut();
    await page.getByText("You are offline. Messages are sent when you are back.").waitFor();
    await composer(page).fill("written in the tunnel");
    await composer(page).press("Enter");
    await message(page, "written in the tunnel").getByText("Sending", { exact: true }).waitFor();
    await page.close();
    wire.mend();

    const reopened = await context.newPage();
    await reopened.goto(`${wire.url}/c/${conversation.id}`);
    await message(reopened, "written in the tunnel").getByText("Sent", { exact: true }).waitFor();
    await expect.poll(() => message(reopened, "written in the tunnel").count()).toBe(1);
    const { messages } = await asArjun().call("messages.list", { conversationId: conversation.id });
    expect(messages.filter(({ text }) => text === "written in the tunnel")).toHaveLength(1);
  });
});

/** The texts of the whole history, oldest first, gathered by scrolling through it. */
async function readAll(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const viewport = document.querySelector("[role=log]")?.parentElement;
    if (!viewport) throw new Error("no list");
    const seen = new Map<number, string>();
    const note = () => {
      for (const article of document.querySelectorAll<HTMLElement>("[role=log] article")) {
        const seq = Number(article.dataset.message);
        const text = article.querySelector("p")?.firstChild?.textContent;
        if (seq && text) seen.set(seq, text);
      }
    };
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const sweep = async (isThere: () => boolean, step: number) => {
      const deadline = Date.now() + 15_000;
      while (!isThere() && Date.now() < deadline) {
        viewport.scrollTop += step;
        await frame();
        note();
      }
    };
    await sweep(() => seen.has(1), -400);
    await sweep(() => seen.has(203), 400);
    return [...seen].sort(([a], [b]) => a - b).map(([, text]) => text);
  });
}
