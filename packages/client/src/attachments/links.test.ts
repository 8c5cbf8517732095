import { fail } from "@parley/protocol";
import { expect, test } from "vitest";
import type { Call } from "../calls/call.ts";
import { createLinks } from "./links.ts";

const minuteMs = 60_000;

function setUp({ failures = [] as Error[], lifeMs = 5 * minuteMs, clockError = 0 } = {}) {
  const asked: string[] = [];
  let now = Date.parse("2030-01-01T00:00:00Z");
  const call = (async (_: string, { attachmentId, variant }: { attachmentId: string; variant: string }) => {
    asked.push(`${attachmentId} ${variant}`);
    const failure = failures.shift();
    if (failure) throw failure;
    return { url: `/files/${attachmentId}?${asked.length}`, expiresAt: new Date(now + clockError + lifeMs).toISOString() };
  }) as unknown as Call;
  const links = createLinks("https://chat.example.com", call, () => now);
  return { asked, links, advance: (ms: number) => (now += ms) };
}

test("a refusal is passed on, and asked again the next time", async () => {
  const { links } = setUp({ failures: [fail("not_found")] });
  await expect(links.get("a")).rejects.toMatchObject({ code: "not_found" });
  expect(await links.get("a")).toBe("https://chat.example.com/files/a?2");
});

test("an address is asked for once, however many want it, until shortly before it ends", async () => {
  const { asked, links, advance } = setUp();
  expect(new Set(await Promise.all([links.get("a"), links.get("a"), links.get("a")])).size).toBe(1);
  advance(4 * minuteMs);
  await links.get("a");
  expect(asked).toEqual(["a original"]);
  advance(40_000);
  await links.get("a");
  await links.get("a", "thumbnail");
  expect(asked).toEqual(["a original", "a original", "a thumbnail"]);
});

test("a device whose clock is wrong asks in time", async () => {
  const { asked, links, advance } = setUp({ clockError: 60 * minuteMs });
  await links.get("a");
  advance(5 * minuteMs);
  await links.get("a");
  expect(asked).toHaveLength(2);
});
