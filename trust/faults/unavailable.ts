import { ask, expectRefusal, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { expect } from "vitest";
import { connect, type Reachable, request } from "./clients.ts";

/** I20: whatever is asked, over either transport, is refused with a code, in the form that says when to come again. Nothing hangs. */
export async function expectUnavailable(server: Reachable, socket: Socket, conversationId: string): Promise<void> {
  const overRest = [
    request(server, "ada", "POST", `/conversations/${conversationId}/messages`, { text: "now?" }),
    request(server, "ada", "GET", "/conversations"),
    request(server, "ada", "PUT", `/conversations/${conversationId}/read`, { seq: 1 }),
    request(server, "ada", "PATCH", `/conversations/${conversationId}`, { title: "now?" }),
    request(server, "somebody new", "GET", "/users/me"),
  ];
  const overSocket = (
    [
      ["message:send", { conversationId, text: "now?" }],
      ["message:list", { conversationId }],
      ["message:read", { conversationId, seq: 1 }],
      ["user:me", {}],
    ] as const
  ).map(([event, input]) => expectRefusal(ask(socket, event, input), "unavailable"));
  const handshake = expect(connect(server, "somebody new")).rejects.toMatchObject({ data: { code: "unavailable" } });

  const [answers, refusals] = await Promise.all([Promise.all(overRest), Promise.all(overSocket), handshake]);
  for (const answer of answers) {
    expect(await answer.json()).toMatchObject({ status: 503, code: "unavailable", retryAfterMs: 1000 });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe("1");
  }
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  // Its last answer may be half a second old.
  await waitFor("the node not to be ready", () => isReady(server).then((ready) => !ready));
  for (const { details } of refusals) expect(details).toMatchObject({ retryAfterMs: 1000 });
}

export async function isReady(server: Reachable): Promise<boolean> {
  return (await fetch(`${server.url}/readyz`)).ok;
}
