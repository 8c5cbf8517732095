import { startTestServer, startWire, type TestServer, type Wire } from "@parley/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";
import { buildWebApp } from "./buildWebApp.ts";

describe.skipIf(noBrowser)("signing in with an account", () => {
  let server: TestServer;
  let wire: Wire;
  let browser: Browser;

  beforeAll(async () => {
    await buildWebApp();
    [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
    wire = await startWire(server.url);
  });

  afterAll(async () => {
    await browser?.close();
    await wire?.stop();
    await server?.stop();
  });

  test("T-UI-11 T-UI-14 a new account starts with an outline, then with an empty list that says what to do", async () => {
    const page = await browser.newPage({ locale: "en-GB" });
    page.setDefaultTimeout(60_000);
    // Asked for, and there are none.
    await Promise.all([page.waitForResponse(/\/api\/demo$/), page.goto(wire.url)]);
    await expect.poll(() => page.getByRole("button", { name: /^Sign in as/ }).count()).toBe(0);

    await page.getByLabel("E-mail").fill("noor@example.com");
    await page.getByLabel("Password").fill("not this one");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").getByText("E-mail and password do not match.").waitFor();

    await page.getByRole("button", { name: "New here? Create an account" }).click();
    await page.getByLabel("Your name").fill("Noor");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("No conversations yet").waitFor();
    await page.getByRole("button", { name: "Start a conversation" }).click();
    await page.getByRole("dialog", { name: "New conversation" }).waitFor();
    await page.keyboard.press("Escape");

    await page.route("**/api/**", (route) => route.abort());
    await page.routeWebSocket("**", () => {});
    await page.reload();
    await page.getByRole("status", { name: "Loading conversations" }).waitFor();
    await page.unrouteAll();
    await page.close();
  });

  test("the session outlives a reload and ends with signing out", async () => {
    const page = await browser.newPage({ locale: "en-GB" });
    page.setDefaultTimeout(60_000);
    await page.goto(wire.url);
    await page.getByRole("button", { name: "New here? Create an account" }).click();
    await page.getByLabel("Your name").fill("Ravi");
    await page.getByLabel("E-mail").fill("ravi@example.com");
    await page.getByLabel("Password").fill("a good password");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("No conversations yet").waitFor();
    await page.reload();
    await page.getByText("No conversations yet").waitFor();
    await page.getByRole("button", { name: "Your account and settings" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await page.close();
  });
});
