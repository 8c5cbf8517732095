import { expect, test } from "vitest";
import { useExpress } from "./express.fixture.ts";
import { express as dialect } from "./express.ts";

const express = useExpress();

/** They give a token, and so need none. */
const open = ["POST /auth/register", "POST /auth/login", "POST /auth/refresh"];
const guarded = Object.keys(dialect.rest).filter((path) => !open.includes(path));

test("X-SEC-01 S1 every path but those that give a token wants one, and a good one", async () => {
  for (const path of guarded) {
    const [method = "", route = ""] = path.split(" ");
    for (const [headers, code] of [
      [{}, "unauthenticated"],
      [{ authorization: "Bearer not.a.token" }, "token_invalid"],
      [{ authorization: "Basic YWRhOmFkYQ==" }, "unauthenticated"],
    ] as const) {
      const response = await express.server.fetch(`/express${route.replaceAll(/:\w+/g, "1")}`, { method, headers });
      expect([path, response.status, await response.json()]).toEqual([path, 401, expect.objectContaining({ success: false, code })]);
    }
  }
});
