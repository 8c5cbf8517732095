import { describe, expect, test } from "vitest";
import { toDayName, toListTime, toRelativeTime } from "./dates.ts";

const now = new Date(2025, 10, 20, 14, 0).getTime();
const ago = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => new Date(now - ((days * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000).toISOString();

describe("T-UI-09 relative times", () => {
  test.each([
    [{ seconds: 20 }, "now"],
    [{ minutes: 5, seconds: 40 }, "5m ago"],
    [{ hours: 2 }, "2h ago"],
    [{ hours: 20 }, "Yesterday"],
    [{ days: 3 }, "Mon"],
    [{ days: 40 }, "Oct 11"],
    [{ days: 400 }, "Oct 16, 2024"],
    [{ seconds: -90 }, "now"],
  ])("the list says of %o: %s", (age, text) => expect(toListTime(ago(age), now)).toBe(text));

  test.each([
    [{ seconds: 20 }, "just now"],
    [{ minutes: 1 }, "1 minute ago"],
    [{ hours: 2 }, "2 hours ago"],
    [{ days: 3 }, "3 days ago"],
  ])("a sentence says of %o: %s", (age, text) => expect(toRelativeTime(ago(age), now)).toBe(text));

  test("days have names while they are near", () => {
    expect([0, 1, 4, 400].map((days) => toDayName(Date.parse(ago({ days })), now))).toEqual([
      "Today",
      "Yesterday",
      "Sunday, November 16",
      "Wednesday, October 16, 2024",
    ]);
  });
});
