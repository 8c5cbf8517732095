import { recording } from "@parley/testkit";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { dataOf, rowsOf, useExpress } from "./express.fixture.ts";

const express = useExpress();

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const contents = (answer: { body: Record<string, unknown> }) => rowsOf(answer).map(({ content }) => content);

describe("what is claimed beside the table", () => {
  test("X-API-08 X-NEXT-02 messages are found by their words, everywhere or with one person", async () => {
    const [vera] = await express.join("vera");
    await express.meet("wali", "xan");
    for (const [to, content] of [
      ["wali", "The carpet is here"],
      ["wali", "Which carpet?"],
      ["xan", "No carpets today"],
      ["xan", "Nothing else"],
    ] as const)
      await express.say("vera", to, content);
    const find = (query: string) => vera.json("GET", `/messages/search?${query}`);
    expect((await find("query=carpet")).body).toMatchObject({ success: true, pagination: { page: 1, limit: 20, total: 3, hasMore: false } });
    expect(contents(await find("query=carpet&userId=xan"))).toEqual(["No carpets today"]);
    const pages = [await find("query=carpet&userId=wali&limit=1"), await find("query=carpet&userId=wali&limit=1&page=2")];
    expect(pages.map(({ body }) => (body.pagination as { hasMore: boolean }).hasMore)).toEqual([true, false]);
    expect(pages.flatMap(contents).sort()).toEqual(["The carpet is here", "Which carpet?"]);
    expect(rowsOf(await find("query=carpet&userId=xan"))[0]).toMatchObject({ senderId: "vera", receiverId: "xan", groupId: null });
  });

  test("X-API-09 messages are created, read, changed and deleted; a change is seen to be one", async () => {
    const [yara, zaid] = await express.join("yara", "zaid");
    const { id } = dataOf(await yara.sendByRest("zaid", "Frist"));
    expect(await zaid.json("PATCH", `/messages/${id}`, { content: "Mine" })).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(dataOf(await yara.json("PATCH", `/messages/${id}`, { content: "First" }))).toMatchObject({
      id,
      content: "First",
      isEdited: true,
      receiverId: "zaid",
    });
    expect(dataOf(await zaid.json("GET", `/messages/${id}`))).toMatchObject({ id, content: "First", isEdited: true, senderId: "yara", receiverId: "zaid" });
    await yara.deleteMessage(id);
    expect(await yara.json("PATCH", `/messages/${id}`, { content: "Again" })).toMatchObject({ status: 409, body: { code: "message_deleted" } });
  });

  test("X-API-10 X-SEC-02 people register, sign in, come back and sign out over REST; what was signed out is refused", async () => {
    const [nobody] = await express.join("nobody");
    const account = { email: "ann@example.com", password: "a long password", name: "Ann" };
    const registered = await nobody.json("POST", "/auth/register", account);
    const signedIn = {
      user: { id: expect.any(String), name: "Ann", avatar: null },
      token: expect.any(String),
      refreshToken: expect.any(String),
      expiresAt: iso,
    };
    expect(registered).toEqual({ status: 201, body: { success: true, data: signedIn } });
    expect(await nobody.json("POST", "/auth/login", { ...account, name: undefined, password: "a wrong password" })).toMatchObject({
      status: 401,
      body: { success: false, code: "invalid_credentials" },
    });
    const login = dataOf(await nobody.json("POST", "/auth/login", { email: account.email, password: account.password }));
    const renewed = dataOf(await nobody.json("POST", "/auth/refresh", { refreshToken: login.refreshToken }));
    const ann = await express.open(String(renewed.token));
    expect((await ann.json("GET", "/users/me")).body).toEqual({ success: true, data: { ...(login.user as object), role: "member" } });
    expect(await ann.json("POST", "/auth/logout")).toMatchObject({ status: 200, body: { success: true } });
    expect(await ann.getConversations()).toMatchObject({ status: 401, body: { success: false, code: "session_revoked" } });
  });

  test("X-API-10 defect 8: people are found by name and shown without what is nobody's business", async () => {
    const [nobody] = await express.join("nobody");
    await nobody.json("POST", "/auth/register", { email: "hidden@example.com", password: "a long password", name: "Berta Brecht" });
    const found = await nobody.json("GET", "/users?search=berta");
    expect(found.body).toEqual({ success: true, data: [{ id: expect.any(String), name: "Berta Brecht", avatar: null }] });
    expect((await nobody.json("GET", `/users/${rowsOf(found)[0]?.id}`)).body).toEqual({ success: true, data: rowsOf(found)[0] });
    expect((await nobody.json("GET", "/users/nobody-at-all")).status).toBe(404);
  });

  test("X-API-10 X-P-09 what is sent to somebody who is not there waits for them", async () => {
    const [carl] = await express.join("carl");
    await express.meet("late");
    await carl.sendByRest("late", "See this when you are back");
    const [late] = await express.join("late");
    expect((await late.getUnreadCount()).body).toMatchObject({ data: { unreadCount: 1 } });
    expect(contents(await late.getConversation("carl"))).toEqual(["See this when you are back"]);
  });

  test("X-NEXT-05 an emoji is put under a message and taken back, each person's own", async () => {
    const [ada, bob] = await express.join("ada", "bob");
    const { id } = dataOf(await ada.sendByRest("bob", "Shall we?"));
    const react = (method: string, path = "") => bob.json(method, `/messages/${id}/reactions${path}`, method === "POST" ? { emoji: "👍" } : undefined);
    expect(dataOf(await react("POST")).reactions).toEqual([{ emoji: "👍", userId: "bob" }]);
    expect(await bob.json("POST", `/messages/${id}/reactions`, { emoji: "yes" })).toMatchObject({ status: 400, body: { errors: [{ path: "emoji" }] } });
    expect(dataOf(await ada.json("GET", `/messages/${id}`)).reactions).toHaveLength(1);
    expect(dataOf(await react("DELETE", `?emoji=${encodeURIComponent("👍")}`)).reactions).toEqual([]);
  });
});

describe("files", () => {
  const form = (fields: Record<string, string>, file?: File) => {
    const body = new FormData();
    for (const [key, value] of Object.entries(fields)) body.append(key, value);
    if (file !== undefined) body.append("file", file);
    return { method: "POST", body };
  };

  test("X-NEXT-01 X-NEXT-06 X-DM-02 a picture, a file and a voice message are sent in one form, of their type, at an address that works", async () => {
    const [ada, bob] = await express.join("ada", "bob");
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    for (const [type, file] of [
      ["image", new File([new Uint8Array(png)], "red.png", { type: "image/png" })],
      ["file", new File(["some words"], "note.txt", { type: "text/plain" })],
      ["audio", new File([new Uint8Array(recording("voice.webm"))], "voice.webm", { type: "audio/webm" })],
    ] as const) {
      const sent = await ada.fetch("/messages/upload", form({ receiverId: "bob", content: `Here: ${file.name}`, type }, file));
      expect(sent).toMatchObject({ status: 201, body: { data: { type, receiverId: "bob", content: `Here: ${file.name}` } } });
      const [shown] = rowsOf(await bob.getConversation("ada", { limit: "1" }));
      expect(shown).toMatchObject({ type, attachments: [{ fileName: file.name, fileUrl: expect.any(String) }] });
      // As an <img> or a link asks: without a token.
      const [attachment] = (shown?.attachments ?? []) as { fileUrl: string }[];
      const download = await fetch(attachment?.fileUrl ?? "");
      expect([download.status, (await download.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
    }
  });

  test("defect 11: only what was uploaded here is sent, and only by whoever did; a form without a file is refused", async () => {
    const [ada, bob] = await express.join("ada", "bob");
    expect((await ada.fetch("/messages/upload", form({ receiverId: "bob", content: "no file" }))).status).toBe(400);
    const sent = await ada.fetch("/messages/upload", form({ receiverId: "bob" }, new File(["words"], "a.txt", { type: "text/plain" })));
    const [attachment] = dataOf(sent).attachments as { id: string }[];
    for (const person of [ada, bob])
      expect(await person.json("POST", "/messages", { userId: person === ada ? "bob" : "ada", content: "x", attachmentIds: [attachment?.id] })).toMatchObject({
        status: 400,
        body: { success: false, code: "attachment_not_found" },
      });
  });
});

describe("groups", () => {
  test("X-NEXT-03 a group has its own id where a person's would be: history, marks, list and search", async () => {
    const [gina, hugo] = await express.join("gina", "hugo");
    await express.meet("ines");
    const created = await gina.json("POST", "/messages/groups", { name: "Trip", userIds: ["hugo", "ines"] });
    expect(created).toMatchObject({ status: 201, body: { data: { name: "Trip", memberCount: 3, createdBy: "gina" } } });
    const { groupId } = dataOf(created);
    const sent = await gina.json("POST", "/messages", { groupId, content: "Who drives?" });
    expect(dataOf(sent)).toMatchObject({ senderId: "gina", receiverId: null, groupId, content: "Who drives?" });
    expect(contents(await hugo.json("GET", `/messages/group/${groupId}`))).toEqual(["gina started the conversation", "Who drives?"]);
    expect(rowsOf(await hugo.getConversations())).toMatchObject([{ userId: null, user: null, groupId, name: "Trip", unreadCount: 2 }]);
    expect((await hugo.json("PATCH", `/messages/group/${groupId}/read`)).status).toBe(200);
    const isRead = async () => rowsOf(await gina.json("GET", `/messages/group/${groupId}`)).at(-1)?.isRead;
    expect(await isRead()).toBe(false);
    await express.as("ines").call("receipts.read", { conversationId: String(groupId), seq: 2 });
    expect(await isRead()).toBe(true);
    expect(contents(await hugo.json("GET", `/messages/search?query=drives&groupId=${groupId}`))).toEqual(["Who drives?"]);
  });

  test("X-NEXT-03 whoever has left reads and sends nothing more", async () => {
    const [gina, hugo] = await express.join("gina", "hugo");
    const { groupId } = dataOf(await gina.json("POST", "/messages/groups", { name: "Short", userIds: ["hugo"] }));
    await express.as("hugo").call("conversations.leave", { conversationId: String(groupId) });
    const notFound = { status: 404, body: { success: false, code: "not_found" } };
    expect(await hugo.json("GET", `/messages/group/${groupId}`)).toMatchObject(notFound);
    expect(await hugo.json("POST", "/messages", { groupId, content: "Still here" })).toMatchObject(notFound);
  });

  test("a conversation about something is one of its own, named after it, beside the one with the same person", async () => {
    const [jan] = await express.join("jan");
    await express.meet("kurt");
    const context = { type: "ad", id: "7", title: "A red boat" };
    const { conversation } = await express.as("kurt").call("conversations.create", { type: "direct", participantIds: ["jan"], context });
    await express.as("kurt").call("messages.send", { conversationId: conversation.id, text: "Is it still there?" });
    await express.say("kurt", "jan", "And how are you?");
    expect(rowsOf(await jan.getConversations())).toMatchObject([
      { userId: "kurt", groupId: null, lastMessage: { content: "And how are you?", receiverId: "jan" } },
      { userId: null, groupId: conversation.id, name: "A red boat", lastMessage: { content: "Is it still there?", receiverId: null } },
    ]);
    expect(contents(await jan.getConversation("kurt"))).toEqual(["And how are you?"]);
  });
});
