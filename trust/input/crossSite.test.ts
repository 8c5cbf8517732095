import { type OperationName, operations } from "@parley/protocol";
import { newDirect, newGroup, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askOverRest } from "../fuzz/ask.ts";
import { type Known, validInputs } from "../fuzz/inputs.ts";
import { seed } from "../src/scale.ts";
import { snapshot } from "./snapshot.ts";

let server: TestServer;
let token: string;
let known: Known;
beforeAll(async () => {
  server = await startTestServer({ SEARCH_INDEXER: "off", CLIENT_ORIGINS: "https://shop.example" });
  token = await server.tokenFor("ada");
  const group = await newGroup(server, ["ada", "bob"], { title: "A group" });
  const direct = await newDirect(server, "ada", "cleo");
  for (const { id } of [group, direct]) await server.as("ada").call("messages.send", { conversationId: id, text: "hello" });
  const file = await upload(server, "ada", group.id, { name: "a.txt", content: Buffer.from("hello") });
  // What was published leaves the outbox a moment later, and is no effect of what comes next.
  await waitFor("the outbox to be empty", async () => (await server.pool.query("select 1 from outbox")).rowCount === 0);
  await server.as("root", { role: "admin" }).call("users.me", {});
  const one =
    (...values: string[]) =>
    (pick: number) =>
      values[pick % values.length] ?? "";
  known = {
    conversationId: one(group.id, direct.id),
    messageId: one(`${group.id}.2`, `${direct.id}.1`),
    attachmentId: one(file.id),
    userId: one("ada", "bob", "cleo"),
    cursor: one(""),
    email: one("ada@example.com"),
    refreshToken: one("x"),
    accessToken: one(token),
  };
});
afterAll(() => server.stop());

const names = Object.keys(operations) as OperationName[];
const methodOf = (name: OperationName) => operations[name].rest.split(" ")[0];
const samplesOf = (name: OperationName) => fc.sample(validInputs(operations[name].input, known), { seed, numRuns: 40 });

test.each(names.filter((name) => methodOf(name) === "GET"))("S18 %s has no effects: after it every table holds what it held", async (name) => {
  const before = await snapshot(server);
  const statuses = new Set<number>();
  for (const input of samplesOf(name)) {
    const answer = await askOverRest(server.url, token, name, input);
    if (answer.transport === "REST") statuses.add(answer.status);
  }
  // A download needs a signature, which nobody can guess.
  if (name !== "demo.people" && name !== "attachments.download") expect(statuses).toContain(200);
  await server.server.app.publisher.drain();
  expect(await snapshot(server)).toEqual(before);
});

/** What a page of another site can send without asking first. */
const simpleTypes = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; charset=application/json"];

test.each(names.filter((name) => methodOf(name) !== "GET"))(
  "S18 S13 %s takes nothing that a page of another site can send unasked, and does nothing",
  async (name) => {
    const [method = "", template = ""] = operations[name].rest.split(" ");
    const path = template.replaceAll(/:(\w+)/g, (_, key: keyof Known) => encodeURIComponent(known[key](1)));
    const before = await snapshot(server);
    // A form with a file is what this one takes, but with a token, which a page of another site does not have.
    for (const type of simpleTypes.filter((type) => name !== "attachments.upload" || !type.startsWith("multipart/"))) {
      const answer = await server.fetch(path, { method, token, headers: { "content-type": type }, body: { text: "x" } });
      expect([type, answer.status]).toEqual([type, 415]);
      expect(await answer.json()).toMatchObject({ code: "unsupported_media_type" });
    }
    // Neither can a form choose another method, in words that some servers know.
    const overridden = await server.fetch(`${path}?_method=${method}`, { method: "GET", headers: { "x-http-method-override": method } });
    expect(overridden.status).toBeGreaterThanOrEqual(400);
    expect(await snapshot(server)).toEqual(before);
  },
);

test("S17 S18 no answer sets a cookie, and none is read", async () => {
  const { accessToken, refreshToken } = await server.anonymous("auth.register", { email: "x@example.com", password: "correct horse", name: "X" });
  const cookie = ["token", "access_token", "accessToken", "session", "io", "sid", "Authorization"].map((name) => `${name}=${accessToken}`).join("; ");
  const answers = [
    await server.fetch("/api/users/me", { headers: { cookie } }),
    await server.fetch("/api/users/me", { token: accessToken, headers: { cookie: "a=b" } }),
    await server.fetch("/api/auth/refresh", { method: "POST", body: { refreshToken } }),
    await server.fetch("/api/auth/refresh", { method: "POST", body: {}, headers: { cookie: `refreshToken=${refreshToken}` } }),
    await server.fetch("/api/auth/login", { method: "POST", body: { email: "x@example.com", password: "correct horse" } }),
    await server.fetch("/socket.io/?EIO=4&transport=polling", { headers: { cookie } }),
    await server.fetch("/docs/"),
    await server.fetch("/healthz"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 400, 200, 200, 200, 200]);
  for (const answer of answers) {
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  }
  await expect(server.connectWith(undefined, { extraHeaders: { cookie } })).rejects.toThrow("unauthenticated");
  await expect(server.connectWith(undefined, { extraHeaders: { authorization: `Bearer ${accessToken}` } })).rejects.toThrow("unauthenticated");
});
