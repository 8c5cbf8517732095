/**
 * End-to-end tests: the built application in a real browser against a real
 * server. Without a Chromium on the machine they are skipped, except in CI.
 */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const candidates = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", chromium.executablePath()];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));

/** `describe.skipIf(noBrowser)`: true when there is no Chromium and nobody insists. */
export const noBrowser = executablePath === undefined && !process.env.CI;
if (noBrowser) console.warn("apps/web/e2e is skipped: no Chromium found. Set CHROMIUM_PATH to one.");

const quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A microphone that beeps, and nobody who has to allow it. */
export const fakeMicrophone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  if (executablePath === undefined) throw new Error("no Chromium found; set CHROMIUM_PATH");
  return chromium.launch({ executablePath, args: [...quiet, ...more] });
}
