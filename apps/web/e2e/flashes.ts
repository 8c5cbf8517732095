import type { Page } from "playwright-core";
import { expect } from "vitest";

declare global {
  interface Window {
    flashed: string[];
  }
}

/** Notes every message that flashes: the flash is over in a moment, which a test on a busy machine may miss. Before the page is opened. */
export async function noteFlashes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.flashed = [];
    const note = (node: Node) => {
      if (!(node instanceof Element)) return;
      for (const row of [node, ...node.querySelectorAll("article")]) if (row.matches("article.animate-flash")) window.flashed.push(row.textContent ?? "");
    };
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === "attributes") note(target);
        else for (const node of addedNodes) note(node);
      }
    }).observe(document, { subtree: true, childList: true, attributeFilter: ["class"] });
  });
}

/** A message that holds the text has flashed since the last question; it also stands on the screen. */
export async function arrives(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.evaluate((wanted) => window.flashed.some((held) => held.includes(wanted)), text), { timeout: 60_000 }).toBe(true);
  await page.evaluate(() => {
    window.flashed = [];
  });
  const message = page.getByRole("log").getByRole("article").filter({ hasText: text });
  await expect
    .poll(
      () =>
        message.evaluateAll((nodes) =>
          nodes.some((node) => {
            const { top, bottom } = node.getBoundingClientRect();
            return top >= 0 && bottom <= window.innerHeight;
          }),
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
}
