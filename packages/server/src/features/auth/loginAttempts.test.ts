import { ParleyError } from "@parley/protocol";
import { expect, test } from "vitest";
import { LoginAttempts } from "./loginAttempts.ts";

/** Time stands still but for what a test adds. */
function start() {
  let now = 1_900_000_000_000;
  const attempts = new LoginAttempts({ now: () => now });
  /** Milliseconds to wait; 0: the guess may be made. */
  const guess = (email = "ada@example.com", address = "203.0.113.7"): number => {
    try {
      attempts.begin(email, address);
      return 0;
    } catch (error) {
      if (!(error instanceof ParleyError && error.code === "rate_limited")) throw error;
      return Number(error.details?.retryAfterMs);
    }
  };
  return { attempts, guess, pass: (ms: number) => (now += ms) };
}

test("S32 of a thousand guesses at once eleven are made: ten are free, the next begins the wait", () => {
  const { guess } = start();
  const waits = Array.from({ length: 1000 }, () => guess());
  expect(waits).toEqual([...Array(11).fill(0), ...Array(989).fill(1000)]);
});

test("S32 each further guess doubles the wait, up to a quarter of an hour, and no wait lasts", () => {
  const { guess, pass } = start();
  for (let free = 0; free < 10; free += 1) expect(guess()).toBe(0);
  const waits: number[] = [];
  for (let further = 0; further < 12; further += 1) {
    expect(guess()).toBe(0);
    const wait = guess();
    pass(wait - 1);
    expect(guess()).toBe(1);
    pass(1);
    waits.push(wait / 1000);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
});

test("S32 other accounts, the same account from elsewhere, and whoever knew the password do not wait", () => {
  const { attempts, guess } = start();
  for (let index = 0; index < 20; index += 1) guess();
  expect(guess("ADA@example.com")).toBe(1000);
  expect(guess("bob@example.com")).toBe(0);
  expect(guess("ada@example.com", "198.51.100.1")).toBe(0);
  attempts.succeeded("ada@example.com", "203.0.113.7");
  expect(guess()).toBe(0);
});

test("S32 an hour later the failures are forgotten", () => {
  const { guess, pass } = start();
  for (let index = 0; index < 11; index += 1) guess();
  pass(3_600_001);
  expect(Array.from({ length: 12 }, () => guess())).toEqual([...Array(11).fill(0), 1000]);
});

test("S32 F12 a clock that is set back by years makes nobody wait for years", () => {
  const { guess, pass } = start();
  for (let index = 0; index < 11; index += 1) guess();
  pass(-10 * 365 * 24 * 3_600_000);
  expect(guess()).toBeLessThanOrEqual(900_000);
});
