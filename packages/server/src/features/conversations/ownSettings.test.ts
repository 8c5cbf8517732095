import { ask, expectRefusal, listen, newDirect, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const get = (userId: string, conversationId: string) => server.as(userId).call("conversations.get", { conversationId });

describe("archive", () => {
  test("refuses strangers", async () => {
    const { id } = await newDirect(server, "ada", "bob");
    await expectRefusal(server.as("mallory").call("conversations.archive", { conversationId: id, archived: true }), "not_found");
  });

  test("T-P-14 F-DM-06 R+API-03 moves the conversation out of one's own list and back, messages and all", async () => {
    const { id } = await newDirect(server, "ada", "bob");
    await server.as("bob").call("messages.send", { conversationId: id, text: "keep me" });
    expect(await server.as("ada").call("conversations.archive", { conversationId: id, archived: true })).toMatchObject({ me: { archived: true } });
    expect((await get("bob", id)).me.archived).toBe(false);
    expect((await server.as("ada").call("messages.list", { conversationId: id })).messages).toHaveLength(1);
    expect(await server.as("ada").call("conversations.archive", { conversationId: id, archived: false })).toMatchObject({ me: { archived: false } });
  });
});

describe("mute", () => {
  test("refuses strangers and times that are none", async () => {
    const { id } = await newDirect(server, "ada", "bob");
    await expectRefusal(server.as("mallory").call("conversations.mute", { conversationId: id, muted: true }), "not_found");
    for (const until of ["tomorrow", "2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999Z"])
      await expectRefusal(server.as("ada").call("conversations.mute", { conversationId: id, muted: true, until }), "validation_failed");
  });

  test("T-P-15 lasts for ever, or until a time, or ends", async () => {
    const { id } = await newDirect(server, "ada", "bob");
    const mute = async (input: { muted: boolean; until?: string }) =>
      (await server.as("ada").call("conversations.mute", { conversationId: id, ...input })).me.mutedUntil;
    expect(await mute({ muted: true })).toBe("forever");
    expect(await mute({ muted: true, until: "2031-05-06T07:08:09.1Z" })).toBe("2031-05-06T07:08:09.100Z");
    expect(await mute({ muted: true, until: "2031-05-06T07:08:09Z" })).toBe("2031-05-06T07:08:09.000Z");
    expect(await mute({ muted: false })).toBeNull();
  });
});

describe("pin", () => {
  test("refuses strangers", async () => {
    const { id } = await newDirect(server, "ada", "bob");
    await expectRefusal(server.as("mallory").call("conversations.pin", { conversationId: id, pinned: true }), "not_found");
  });

  test("tells one's other devices, and nobody else", async () => {
    const { id } = await newDirect(server, "cleo", "dora");
    const [device, other] = await Promise.all([server.connect("cleo"), server.connect("dora")]);
    const heard = { own: listen(device), other: listen(other) };
    const before = (await get("cleo", id)).me;
    const { me } = await server.as("cleo").call("conversations.pin", { conversationId: id, pinned: true });
    expect(me).toEqual({ ...before, pinned: true, version: before.version + 1 });
    await waitFor("the device to hear", () => heard.own.length > 0);
    expect(heard.own).toEqual([{ name: "membership.updated", payload: { conversationId: id, membership: me } }]);
    await ask(other, "user:me", {});
    expect(heard.other).toEqual([]);
  });
});
