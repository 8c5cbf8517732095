import { expect, test } from "vitest";
import { createTokens, type TokenReason } from "./tokens.ts";

function setUp() {
  const asked: TokenReason[] = [];
  const tokens = createTokens(async (reason) => {
    asked.push(reason);
    if (reason === "expiring") throw new Error("unreachable");
    return `token ${asked.length}`;
  });
  return { asked, tokens };
}

test("a failure is passed on, and does not stand in the way of the next", async () => {
  const { tokens } = setUp();
  await expect(tokens.ask("expiring")).rejects.toThrow("unreachable");
  expect(await tokens.current()).toBe("token 2");
});

test("however many ask at once, the host is asked once for each reason", async () => {
  const { asked, tokens } = setUp();
  await Promise.all([tokens.current(), tokens.current(), tokens.ask("connect")]);
  expect(asked).toEqual(["connect"]);
  expect(await tokens.current()).toBe("token 1");
});

test("a refused token is replaced once by all who were refused with it", async () => {
  const { asked, tokens } = setUp();
  const token = await tokens.current();
  const [one, two] = await Promise.all([tokens.replace(token), tokens.replace(token)]);
  expect([one, two, await tokens.replace(token)]).toEqual(["token 2", "token 2", "token 2"]);
  expect(asked).toEqual(["connect", "refused"]);
});
