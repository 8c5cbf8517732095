import { expect, test } from "vitest";
import { toAllowedTarget } from "./allowedTarget.ts";

test.each([
  "",
  "http://wiki.example",
  "wiki.example/path",
  "user@wiki.example",
  "10.0.0.0/8",
  "wiki.example:port",
  "wiki.example:70000",
  "two words",
  "*.example",
])("%j is no host of one's own network", (text) => {
  expect(toAllowedTarget(text)).toBeNull();
});

test.each([
  ["wiki.example", "wiki.example", null],
  ["Wiki.Example:8443", "wiki.example", 8443],
  ["10.0.0.7", "10.0.0.7", null],
  ["10.0.0.7:80", "10.0.0.7", 80],
  ["fd00::7", "fd00::7", null],
  ["[fd00:0::7]:8080", "fd00::7", 8080],
])("%s is", (text, host, port) => {
  expect(toAllowedTarget(text)).toEqual({ host, port });
});
