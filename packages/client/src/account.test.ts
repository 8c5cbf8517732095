import { startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccountStorage, createAccount } from "./account.ts";
import { createParley } from "./parley.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const password = "correct horse";

function aStorage(): AccountStorage & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

test("login refuses a wrong password with its code, and signs nobody in", async () => {
  const account = createAccount({ url: server.url, storage: aStorage() });
  await expect(account.login({ email: "nobody@example.com", password })).rejects.toMatchObject({ code: "invalid_credentials" });
  expect(account.user()).toBeNull();
  await expect(account.getToken("connect")).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a session outlives a reload, and connects", async () => {
  const storage = aStorage();
  const heard: (string | undefined)[] = [];
  const first = createAccount({ url: server.url, storage });
  first.subscribe(() => heard.push(first.user()?.name));
  await first.register({ email: "ada@example.com", password, name: "Ada" });
  const account = createAccount({ url: server.url, storage });
  expect(account.user()).toMatchObject({ name: "Ada" });
  expect(account.user()).toBe(account.user());
  const parley = createParley({ url: server.url, getToken: account.getToken });
  await parley.connect();
  expect(parley.store.getState().me).toEqual(account.user());
  await first.logout();
  expect([heard, account.user()]).toEqual([["Ada", undefined], null]);
  expect(await waitFor("the session to end", () => parley.store.getState().failure)).toMatchObject({ code: "session_revoked" });
});

test("tabs that refresh at the same time use the refresh token once, and all get a token", async () => {
  const storage = aStorage();
  const tabs = [0, 1, 2].map(() => createAccount({ url: server.url, storage }));
  await tabs[0]?.register({ email: "bob@example.com", password, name: "Bob" });
  const before = await tabs[0]?.getToken("connect");
  // Tokens of the same second are equal.
  server.clock.advance(2000);
  const tokens = await Promise.all(tabs.flatMap((tab) => [tab.getToken("expiring"), tab.getToken("expiring")]));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).not.toBe(before);
  server.clock.advance(2000);
  expect(await tabs[1]?.getToken("refused")).not.toBe(tokens[0]);
});

test("a session that ended elsewhere is forgotten when that is known, and not while the server is away", async () => {
  const storage = aStorage();
  const account = createAccount({ url: server.url, storage });
  await account.register({ email: "cleo@example.com", password, name: "Cleo" });
  const away = createAccount({ url: "http://127.0.0.1:9", storage });
  await expect(away.getToken("refused")).rejects.toMatchObject({ code: "unavailable" });
  expect(account.user()).not.toBeNull();
  const other = createAccount({ url: server.url, storage: aStorage() });
  await other.login({ email: "cleo@example.com", password });
  await other.logout({ everywhere: true });
  await expect(account.getToken("refused")).rejects.toMatchObject({ status: 401 });
  expect(account.user()).toBeNull();
});
