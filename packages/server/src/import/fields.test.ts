import { expect, test } from "vitest";
import { toTime, toUserId } from "./fields.ts";
import { Findings } from "./findings.ts";

const findings = new Findings();
const time = (value: unknown): string | null => toTime(value, "it", findings);

test("what is not a time is named and taken as unknown", () => {
  for (const value of ["", "soon", "2025-02-30 10:00", "0044-03-15 BC", "infinity", "9999-12-31", "2025-01-01 25:00", -1, Number.NaN, 1e18, {}, true])
    expect(time(value), JSON.stringify(value)).toBeNull();
  expect(findings.take()).toMatchObject([{ code: "time_unreadable", count: 12 }]);
  expect(time(null)).toBeNull();
  expect(findings.take()).toEqual([]);
});

test("a time is told in UTC to the microsecond, however it was written", () => {
  expect(time("2025-01-01 10:00:00.123456+00")).toBe("2025-01-01T10:00:00.123456Z");
  expect(time("2025-01-01T10:00:00.5")).toBe("2025-01-01T10:00:00.500Z");
  expect(time("2025-01-01 10:00+05:45")).toBe("2025-01-01T04:15:00.000Z");
  expect(time("2025-01-01 10:00-0330")).toBe("2025-01-01T13:30:00.000Z");
  expect(time("2025-01-01")).toBe("2025-01-01T00:00:00.000Z");
  expect(time(1_737_712_800_000)).toBe("2025-01-24T10:00:00.000Z");
  expect(time("1737712800000")).toBe("2025-01-24T10:00:00.000Z");
  expect(findings.take()).toEqual([]);
});

test("ids of people are text, prefixed, and of bearable length", () => {
  const reading = { source: "bazaar", from: "", batch: 1, userPrefix: "b:", baseUrl: null, note: findings.note, nowMs: 0 } as const;
  expect(toUserId(7, reading)).toBe("b:7");
  expect(toUserId({ _id: "x" }, reading)).toBe("b:x");
  expect(toUserId(undefined, reading)).toBeNull();
  for (const value of ["", " ", "x".repeat(127), {}, true]) expect(toUserId(value, reading)).toBeNull();
  expect(findings.take()).toMatchObject([{ code: "user_id_unusable", count: 5 }]);
});
