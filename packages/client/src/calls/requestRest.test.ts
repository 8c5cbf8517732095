import { operations } from "@parley/protocol";
import { expect, test } from "vitest";
import { requestRest, toRequest } from "./requestRest.ts";

test("T-SDK-06 error handling: a server that cannot be reached is unavailable", async () => {
  await expect(requestRest("http://127.0.0.1:9", operations["users.me"], {})).rejects.toMatchObject({ code: "unavailable", retryable: true });
});

test("path parameters are escaped, and the rest of a GET goes into the query, lists as repeated keys", () => {
  expect(toRequest(operations["users.get"], { userId: "a/b c" })).toEqual({ method: "GET", path: "/api/users/a%2Fb%20c", body: undefined });
  expect(toRequest(operations["presence.get"], { userIds: ["a", "b"] }).path).toBe("/api/presence?userIds=a&userIds=b");
  expect(toRequest(operations["conversations.list"], { archived: true, cursor: undefined }).path).toBe("/api/conversations?archived=true");
});

test("other methods carry the rest as JSON", () => {
  const request = toRequest(operations["receipts.read"], { conversationId: "c", seq: 3 });
  expect(request).toEqual({ method: "PUT", path: "/api/conversations/c/read", body: '{"seq":3}' });
});
