import { fail, type ParleyError } from "@parley/protocol";
import { waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "../testing/world.ts";
import type { TokenReason } from "./connection/tokens.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test("T-SDK-04 JWT token auth: a token that stays refused ends it with the code, and a good one connects again", async () => {
  let token = "not a token";
  const reasons: TokenReason[] = [];
  const device = world.device("ada", {
    async getToken(reason) {
      reasons.push(reason);
      return token;
    },
  });
  await expect(device.connect()).rejects.toMatchObject({ code: "token_invalid" });
  expect(reasons).toEqual(["connect", "refused"]);
  expect(device.store.getState()).toMatchObject({ connection: "offline", failure: { code: "token_invalid" } });
  token = await world.server.tokenFor("ada");
  await device.connect();
  expect(device.store.getState()).toMatchObject({ connection: "online", failure: null, me: { id: "ada" } });
});

test("T-SDK-04: an expired token is renewed and the connection stands", async () => {
  const device = world.device("ada", { getToken: (reason) => world.server.tokenFor("ada", { expiresInSeconds: reason === "connect" ? -60 : 600 }) });
  await device.connect();
  expect(device.store.getState().connection).toBe("online");
});

test("a host that says that nobody is signed in ends it; one that cannot be asked is asked again", async () => {
  const failures = [new TypeError("fetch failed"), fail("unavailable")];
  const device = world.device("ada", { getToken: () => Promise.reject(failures.shift() ?? fail("unauthenticated")) });
  await expect(device.connect()).rejects.toMatchObject({ code: "unauthenticated" });
  expect(failures).toEqual([]);
});

test("a token that expires is renewed on the open socket, without a break", async () => {
  const reasons: TokenReason[] = [];
  const device = world.device("ada", {
    getToken(reason) {
      reasons.push(reason);
      return world.server.tokenFor("ada", { expiresInSeconds: 100 });
    },
  });
  await device.connect();
  const statuses: string[] = [];
  device.store.subscribe(({ connection }) => statuses.push(connection));
  for (let minute = 0; minute < 3; minute += 1) {
    world.server.clock.advance(50_000);
    await waitFor("the renewal", () => reasons.length === minute + 2);
    // The answer to this comes after the answer to the refresh: one socket, one order.
    await device.call("users.me", {});
  }
  expect(reasons).toEqual(["connect", "expiring", "expiring", "expiring"]);
  expect(new Set(statuses)).toEqual(new Set());
});

test("a deactivated account goes offline for good, with the reason", async () => {
  const device = world.device("gone");
  await device.connect();
  const failure = waitFor<ParleyError | null>("the end", () => device.store.getState().failure);
  await world.server.as("gone").call("users.setActive", { userId: "gone", active: false });
  expect(await failure).toMatchObject({ code: "account_inactive" });
  expect(device.store.getState().connection).toBe("offline");
});

test("a server that drains its connections is connected to again", async () => {
  const device = world.device("ada");
  await device.connect();
  const isDown = waitFor("the end", () => device.store.getState().connection === "offline");
  for (const socket of world.server.server.app.connections.all()) world.server.server.app.connections.end(socket, "server_draining");
  await isDown;
  await waitFor("the return", () => device.store.getState().connection === "online");
});

test("disconnect stays away and connect returns", async () => {
  const device = world.device("ada");
  await device.connect();
  device.disconnect();
  expect(device.store.getState().connection).toBe("idle");
  await expect(Promise.race([device.connect(), waitFor("online", () => device.store.getState().connection === "online")])).resolves.not.toThrow();
  device.disconnect();
  const connecting = device.connect();
  device.disconnect();
  await expect(connecting).rejects.toMatchObject({ code: "unavailable" });
  expect(device.store.getState().connection).toBe("idle");
});
