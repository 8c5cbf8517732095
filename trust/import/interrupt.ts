import { seeded, waitFor } from "@parley/testkit";
import { expect } from "vitest";
import { seed } from "../src/scale.ts";
import { ask } from "./compare.ts";
import { startImport } from "./startImport.ts";

type Interrupted = { source: string; args: string[]; messages: number; kills: number };

/** Starts the import so often, and kills each at a random moment: while it reads and while it writes, the last one well before the end. */
export async function interruptImport(targetUrl: string, { source, args, messages, kills }: Interrupted): Promise<void> {
  const random = seeded(seed);
  for (let kill = 1; kill <= kills; kill += 1) {
    const at = Math.floor(messages * 2 * ((kill - 1 + 0.1 + random() * 0.8) / kills) * 0.8);
    const running = startImport(targetUrl, args);
    await waitFor(`${at} messages`, async () => running.hasEnded() || (await progressOf(targetUrl, source)) >= at, 900_000);
    expect(running.hasEnded(), running.output()).toBe(false);
    await running.kill();
  }
}

/** How far an import has come: messages laid out, then messages written. */
async function progressOf(targetUrl: string, source: string): Promise<number> {
  try {
    const [state] = await ask<{ staged: number; written: number }>(
      targetUrl,
      `select (select count(*)::int from parley_import_${source}.staged_messages) as staged, (select count(*)::int from messages) as written`,
    );
    return (state?.staged ?? 0) + (state?.written ?? 0);
  } catch (error) {
    // Not begun yet.
    if ((error as { code?: string }).code === "42P01" || (error as { code?: string }).code === "3F000") return 0;
    throw error;
  }
}
