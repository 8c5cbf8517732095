import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressReader, toBudgetKey } from "./address.ts";

function requestFrom(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  return { socket: { remoteAddress }, headers: forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor } } as unknown as IncomingMessage;
}

test("S16 X-Forwarded-For of a peer that is no trusted proxy is ignored", () => {
  expect(addressReader({ trustProxy: [] })(requestFrom("127.0.0.1", "203.0.113.9"))).toBe("127.0.0.1");
  expect(addressReader({ trustProxy: ["10.0.0.0/8"] })(requestFrom("198.51.100.1", "203.0.113.9"))).toBe("198.51.100.1");
});

test("S16 behind a trusted proxy the last address that it did not make up counts", () => {
  const addressOf = addressReader({ trustProxy: ["loopback", "10.0.0.0/8"] });
  expect(addressOf(requestFrom("127.0.0.1", "203.0.113.9"))).toBe("203.0.113.9");
  expect(addressOf(requestFrom("10.1.2.3", "1.1.1.1, 203.0.113.9, 10.0.0.1"))).toBe("203.0.113.9");
});

test("a household has one name: IPv4 in any form, IPv6 by its network", () => {
  expect(toBudgetKey("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(toBudgetKey("2001:db8:1:2:3:4:5:6")).toBe(toBudgetKey("2001:db8:1:2::1"));
  expect(toBudgetKey("2001:db8:1:2::1")).not.toBe(toBudgetKey("2001:db8:1:3::1"));
  expect(toBudgetKey("not an address")).toBe("unknown");
  expect(toBudgetKey(undefined)).toBe("unknown");
});
