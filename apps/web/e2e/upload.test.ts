import { fileURLToPath } from "node:url";
import { newGroup, startTestServer, type TestServer } from "@parley/testkit";
import type { Browser } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "./browser.ts";

/** The SDK alone in a page, as a host's product has it. */
async function bundleSdk(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve("@parley/client"));
  const output = (await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, lib: { entry, name: "parleySdk", formats: ["iife"] } },
  })) as Rolldown.RolldownOutput[];
  return output[0]?.output[0].code ?? "";
}

describe.skipIf(noBrowser)("the SDK in a browser", () => {
  let browser: Browser;
  let server: TestServer;
  let groupId: string;
  let sdk: string;
  beforeAll(async () => {
    [browser, server, sdk] = await Promise.all([launchBrowser(), startTestServer(), bundleSdk()]);
    groupId = (await newGroup(server, ["ada", "bob"])).id;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("X-NEXT-01 uploads with progress, ends one that is taken back, and passes refusals on", async () => {
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${server.url}/healthz`);
    await page.addScriptTag({ content: sdk });
    const seen = await page.evaluate(
      async ({ url, token, conversationId }) => {
        // biome-ignore lint/suspicious/noExplicitAny: a global of the bundle
        const parley = (globalThis as any).parleySdk.createParley({ url, getToken: async () => token });
        const progress: number[] = [];
        const large = new File([new Uint8Array(30_000_000).fill(120)], "नमस्ते.txt", { type: "text/plain" });
        const attachment = await parley.attachments.upload(conversationId, large, { onProgress: (loaded: number) => progress.push(loaded) });
        const abort = new AbortController();
        const failed = (error: { code?: string; message?: string }) => error.code ?? error.message;
        const taken = parley.attachments
          .upload(conversationId, large, { signal: abort.signal, onProgress: () => abort.abort(new Error("taken back")) })
          .catch(failed);
        const refused = parley.attachments.upload(conversationId, new File(["MZ"], "a.exe")).catch(failed);
        return { attachment, progress, taken: await taken, refused: await refused };
      },
      { url: server.url, token: await server.tokenFor("ada"), conversationId: groupId },
    );
    expect(seen.attachment).toMatchObject({ name: "नमस्ते.txt", bytes: 30_000_000 });
    expect(seen.progress.length).toBeGreaterThan(2);
    expect(seen.progress).toEqual(seen.progress.toSorted((one: number, other: number) => one - other));
    expect(seen.progress.at(-1)).toBe(30_000_000);
    expect([seen.taken, seen.refused]).toEqual(["taken back", "file_type_not_allowed"]);
  });
});
