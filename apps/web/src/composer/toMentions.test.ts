import type { Member } from "@parley/protocol";
import { expect, test } from "vitest";
import { toMentions } from "./toMentions.ts";

const member = (id: string, name: string, leftAt: string | null = null): Member => ({
  user: { id, name, imageUrl: null },
  role: "member",
  joinedAt: "2025-01-01T00:00:00.000Z",
  leftAt,
  readSeq: 0,
  deliveredSeq: 0,
});

test("toMentions finds members by name, the longer of two names first, and nobody who left", () => {
  const members = [member("1", "Asha"), member("2", "Asha Gurung"), member("3", "Ben", "2025-02-01T00:00:00.000Z")];
  expect(toMentions("hi @Asha Gurung and @Ben", members)).toEqual(["2"]);
  expect(toMentions("@Asha Gurung @Asha", members)).toEqual(["2", "1"]);
  expect(toMentions("mail asha@example.com", members)).toEqual([]);
});
