import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { noteFlashes } from "./flashes.ts";

/** `into`: a window that was prepared already. */
type Options = BrowserContextOptions & { into?: BrowserContext };
export type Person = { page: Page; context: BrowserContext };

/** Opens a browser window of its own, signs in as a demo person with one click, and waits until it is live. */
export async function signInAs(browser: Browser, url: string, name: string, { into, ...options }: Options = {}): Promise<Person> {
  const context = into ?? (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options }));
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await noteFlashes(page);
  await page.goto(url);
  await page.getByRole("button", { name: `Sign in as ${name}` }).click();
  await page.locator("[data-connection=online]").waitFor();
  return { page, context };
}
