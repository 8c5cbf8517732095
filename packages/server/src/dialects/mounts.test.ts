import { describe, expect, test } from "vitest";
import { type Dialect, defineDialect, type Path } from "./dialect.ts";
import { dialects } from "./index.ts";
import { pathsOf, toMounts } from "./mounts.ts";
import { native } from "./native/native.ts";

const like = (change: Partial<Dialect>): Dialect => ({ ...native, rest: {}, name: "other", ...change });
const paths = (...list: Path[]) => Object.fromEntries(list.map((path) => [path, { operation: "users.me" }])) as Dialect["rest"];

describe("what could not work is refused at start, with its name", () => {
  test("a root that does not exist", () => {
    expect(() => toMounts(dialects, "klingon")).toThrow(/no dialect "klingon"; there are native, nest/);
  });

  test("paths that cannot be told apart, whatever their parameters are called", () => {
    const twice = like({ rest: paths("GET /api/users/:id", "GET /api/users/:userId") });
    expect(() => toMounts([native, twice], "native")).toThrow("GET /other/api/users/:userId: other at /other, and other at /other");
    const inside = like({ rest: paths("GET /native/api/users/me") });
    expect(() => toMounts([native, inside], "other")).toThrow("GET /native/api/users/me: other at /, and native at /native");
    expect(() => toMounts([native, inside], "native")).not.toThrow();
  });

  test("paths of the server itself", () => {
    for (const path of ["GET /healthz", "GET /docs/chat", "POST /socket.io/x"] as const)
      expect(() => toMounts([native, like({ rest: paths(path) })], "other")).toThrow(path);
  });

  test("two dialects of one name, and one that the address of another begins with", () => {
    expect(() => toMounts([native, like({}), like({})], "native")).toThrow("/other: two dialects have the name other");
    expect(() => toMounts([native, like({ name: "assets", rest: paths("GET /x") })], "native")).toThrow("a path of the server itself");
  });

  test("names that are no path, and events that are Socket.IO's own", () => {
    expect(() => defineDialect(like({ name: "My chat" }))).toThrow("not a name for a dialect");
    expect(() => defineDialect(like({ hears: { disconnect: { operation: "users.me" } } }))).toThrow("Socket.IO's own");
    expect(() => defineDialect(like({ says: { ...native.says, "session.ended": { event: "disconnect", body: () => 1 } } }))).toThrow("Socket.IO's own");
  });
});

test("every dialect answers under its own name, and the root one at / too", () => {
  expect(toMounts(dialects, "nest").map(({ dialect, prefix }) => [dialect.name, prefix])).toEqual([
    ["nest", ""],
    ...dialects.map(({ name }) => [name, `/${name}`]),
  ]);
  const [root] = toMounts(dialects, "native");
  expect(root && pathsOf(root).map(({ method, path }) => `${method} ${path}`)).toContain("POST /api/conversations/:conversationId/messages");
});
