import type { ParleyEvent } from "@parley/protocol";
import { ask, listen, startTestServer, type TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const whenClosed = (socket: Socket) => new Promise<string>((resolve) => socket.once("disconnect", resolve));
const ends = (heard: ParleyEvent[]) => heard.flatMap((event) => (event.name === "session.ended" ? [event.payload.code] : []));

test("F17 from the end of its token on a socket is refused everything, its own requests too", async () => {
  const socket = await server.connect("ada", { expiresInSeconds: 120 });
  const closed = whenClosed(socket);
  server.clock.advance(121_000);
  // Refused until the next sweep closes the socket.
  const refusals = await Promise.all(["user:me", "user:watch"].map((event) => ask(socket, event, { userIds: [] }).catch((error: Error) => error)));
  for (const refusal of refusals) expect(refusal).toBeInstanceOf(Error);
  await closed;
});

test.each(["websocket", "polling"])("F18 S4 deactivation tells and closes a socket over %s", async (transport) => {
  const userId = `dora-${transport}`;
  const socket = await server.connectWith(await server.tokenFor(userId), { transports: [transport] });
  const heard = listen(socket);
  const closed = whenClosed(socket);
  await server.as("root", { role: "admin" }).call("users.setActive", { userId, active: false });
  expect(await closed).toBe("io server disconnect");
  expect(ends(heard)).toEqual(["account_inactive"]);
  await expect(server.connect(userId)).rejects.toThrow("account_inactive");
});

test("F18 S4 logout closes the sockets of its session, also one that has refreshed its token", async () => {
  const first = await server.anonymous("auth.register", { email: "fay@example.com", password: "correct horse", name: "Fay" });
  const socket = await server.connectWith(first.accessToken);
  const second = await server.anonymous("auth.refresh", { refreshToken: first.refreshToken });
  await ask(socket, "auth:refresh", { token: second.accessToken });
  const heard = listen(socket);
  const closed = whenClosed(socket);
  await server.fetch("/api/auth/logout", { method: "POST", token: second.accessToken, body: {} });
  await closed;
  expect(ends(heard)).toEqual(["session_revoked"]);
});
