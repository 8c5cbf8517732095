import type { TimelineItem } from "@parley/client";
import { describe, expect, test } from "vitest";
import { toRows } from "./toRows.ts";

function item(seq: number, senderId: string, createdAt: string, type: "text" | "system" = "text"): TimelineItem {
  const sender = { id: senderId, name: senderId, imageUrl: null };
  const message = {
    id: `00000000-0000-4000-8000-000000000000.${seq}`,
    conversationId: "00000000-0000-4000-8000-000000000000",
    seq,
    rev: seq,
    sender,
    clientId: null,
    type,
    text: "x",
    mentions: [],
    attachments: [],
    previews: [],
    replyTo: null,
    reactions: [],
    notice: null,
    version: 1,
    createdAt,
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
  };
  return { kind: "message", key: String(seq), message, status: null };
}

const items = [
  item(1, "asha", "2025-11-19T10:00:00.000Z"),
  item(2, "asha", "2025-11-19T10:01:00.000Z"),
  item(3, "ben", "2025-11-19T10:02:00.000Z"),
  item(4, "ben", "2025-11-19T10:30:00.000Z"),
  item(5, "ben", "2025-11-21T10:31:00.000Z"),
  item(6, "ben", "2025-11-21T10:31:30.000Z", "system"),
  item(7, "ben", "2025-11-21T10:32:00.000Z"),
];

function marks(unreadFrom: number | null, mark: "opensDay" | "opensUnread" | "opensGroup" | "closesGroup"): string[] {
  return toRows(items, unreadFrom)
    .filter((row) => row[mark])
    .map((row) => row.item.key);
}

describe("toRows", () => {
  test("groups what one person writes within a few minutes of a day", () => {
    expect(marks(null, "opensGroup")).toEqual(["1", "3", "4", "5", "6", "7"]);
    expect(marks(null, "closesGroup")).toEqual(["2", "3", "4", "5", "6", "7"]);
  });

  test("opens a day where the date changes", () => {
    expect(marks(null, "opensDay")).toEqual(["1", "5"]);
  });

  test("puts one unread divider, and a new group below it", () => {
    expect(marks(2, "opensUnread")).toEqual(["2"]);
    expect(marks(2, "opensGroup")).toContain("2");
    expect(marks(null, "opensUnread")).toEqual([]);
  });
});
