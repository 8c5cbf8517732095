import { describe, expect, test } from "vitest";
import { dataOf, rowsOf, useExpress } from "./express.fixture.ts";

const express = useExpress();

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const person = (id: string) => ({ id, name: id, avatar: null });
const contents = (answer: { body: Record<string, unknown> }) => rowsOf(answer).map(({ content }) => content);

describe("refusals", () => {
  test("X-SEC-01 without a token every route is refused, in the dialect's own envelope", async () => {
    for (const [method, path] of [
      ["POST", "/messages"],
      ["GET", "/messages/conversations"],
      ["GET", "/messages/conversation/bob"],
      ["GET", "/messages/unread-count"],
      ["PATCH", "/messages/1/read"],
      ["PATCH", "/messages/conversation/bob/read"],
      ["DELETE", "/messages/1"],
      ["POST", "/messages/upload"],
      ["GET", "/messages/search?query=x"],
      ["GET", "/users/me"],
    ] as const) {
      const response = await express.server.fetch(`/express${path}`, { method });
      expect([path, response.status, response.headers.get("content-type")]).toEqual([path, 401, "application/json; charset=utf-8"]);
      expect(await response.json()).toMatchObject({ success: false, code: "unauthenticated", message: expect.any(String) });
    }
  });

  test("X-P-11 what is not as documented names its fields; what does not exist is said in the envelope too", async () => {
    const [ada] = await express.join("ada");
    await express.meet("bob");
    const bad = { status: 400, body: { success: false, code: "validation_failed" } };
    expect(await ada.json("POST", "/messages", { content: "to whom?" })).toMatchObject({ ...bad, body: { errors: [{ path: "receiverId" }] } });
    expect(await ada.json("POST", "/messages", { receiverId: "bob", userId: "cleo", content: "to whom?" })).toMatchObject(bad);
    expect(await ada.json("POST", "/messages", { receiverId: "bob", content: "   " })).toMatchObject(bad);
    expect(await ada.json("POST", "/messages", { receiverId: { $ne: null }, content: "x" })).toMatchObject(bad);
    expect(await ada.json("POST", "/messages", { receiverId: "bob", content: "x", attachmentIds: ["https://evil.example/x.js"] })).toMatchObject(bad);
    expect(await ada.json("POST", "/messages", ["receiverId", "bob"])).toMatchObject(bad);
    const pages: Record<string, string>[] = [{ page: "0" }, { page: "x" }, { limit: "101" }, { before: "yesterday" }];
    for (const query of pages) expect(await ada.getConversation("bob", query)).toMatchObject(bad);
    expect(await ada.json("GET", "/messages/search?query=")).toMatchObject(bad);
    expect(await ada.json("GET", "/messages/search?query=x&userId=bob&groupId=0190a0b0-0000-7000-8000-000000000000")).toMatchObject(bad);
    expect(await ada.markMessageRead("not-a-message")).toMatchObject(bad);
    const broken = await ada.fetch("/messages", { method: "POST", body: "{", headers: { "content-type": "application/json" } });
    expect(broken).toMatchObject({ status: 400, body: { success: false, code: "malformed_json" } });
    expect(await ada.json("GET", "/messages/nothing/else")).toMatchObject({ status: 404, body: { success: false, code: "unknown_operation" } });
    expect(await ada.json("PUT", "/messages")).toMatchObject({ status: 405, body: { success: false, code: "method_not_allowed" } });
  });

  test("there is nothing to send to, and no history with, somebody who does not exist; nor with oneself", async () => {
    const [ada] = await express.join("ada");
    expect(await ada.sendByRest("nobody-at-all", "hello?")).toMatchObject({ status: 400, body: { code: "user_unknown" } });
    expect(await ada.getConversation("nobody-at-all")).toMatchObject({ status: 400, body: { code: "user_unknown" } });
    expect(await ada.sendByRest("ada", "note to self")).toMatchObject({ status: 409, body: { code: "direct_conversation" } });
  });

  test("defects 5 and 7: a stranger reaches no message, whatever they ask of it", async () => {
    await express.meet("bob");
    const secret = await express.say("ada", "bob", "Between us");
    const [mallory] = await express.join("mallory");
    const notFound = { status: 404, body: { success: false, code: "not_found" } };
    for (const answer of [
      await mallory.markMessageRead(secret.id),
      await mallory.deleteMessage(secret.id),
      await mallory.json("GET", `/messages/${secret.id}`),
      await mallory.json("PATCH", `/messages/${secret.id}`, { content: "mine now" }),
      await mallory.json("POST", `/messages/${secret.id}/reactions`, { emoji: "👍" }),
    ])
      expect(answer).toMatchObject(notFound);
    // An id of the conversation's own, as a group's.
    const groupId = secret.id.split(".")[0];
    expect(await mallory.json("GET", `/messages/group/${groupId}`)).toMatchObject(notFound);
    expect(await mallory.json("PATCH", `/messages/group/${groupId}/read`)).toMatchObject(notFound);
    expect(await mallory.json("POST", "/messages", { groupId, content: "let me in" })).toMatchObject(notFound);
    expect((await mallory.json("GET", `/messages/search?query=between&userId=ada`)).status).toBe(404);
    // What they say they are is not asked.
    const forged = await mallory.json("POST", "/messages", { receiverId: "bob", senderId: "ada", sender: "ada", content: "I am Ada" });
    expect(dataOf(forged)).toMatchObject({ senderId: "mallory", receiverId: "bob" });
    const [bob] = await express.join("bob");
    expect(contents(await bob.getConversation("ada"))).toEqual(["Between us"]);
  });
});

describe("the table of routes", () => {
  test("X-API-01 X-API-03 X-DM-01 X-P-09 a message is sent to a person, and is in both histories with all its fields", async () => {
    const [carl, dora] = await express.join("carl", "dora");
    const sent = await carl.sendByRest("dora", "Hello!");
    expect(sent).toEqual({
      status: 201,
      body: {
        success: true,
        data: {
          id: expect.any(String),
          senderId: "carl",
          receiverId: "dora",
          groupId: null,
          sender: person("carl"),
          content: "Hello!",
          type: "text",
          attachments: [],
          reactions: [],
          clientId: null,
          isRead: false,
          isEdited: false,
          isDeleted: false,
          createdAt: iso,
          updatedAt: iso,
        },
      },
    });
    const page = { success: true, data: [dataOf(sent)], pagination: { page: 1, limit: 50, total: 1, hasMore: false } };
    expect(await carl.getConversation("dora")).toEqual({ status: 200, body: page });
    expect(await dora.getConversation("carl")).toEqual({ status: 200, body: page });
    const { rows } = await express.server.pool.query("select sender_id, text from messages where text = 'Hello!'");
    expect(rows).toEqual([{ sender_id: "carl", text: "Hello!" }]);
  });

  test("X-API-03 X-DM-04 whoever has not talked has an empty history, and looking at it begins nothing", async () => {
    const [emil, fay] = await express.join("emil", "fay");
    expect(await emil.getConversation("fay")).toMatchObject({ status: 200, body: { success: true, data: [], pagination: { total: 0, hasMore: false } } });
    expect((await emil.markConversationRead("fay")).status).toBe(200);
    expect((await express.server.pool.query("select 1 from members where user_id in ('emil', 'fay')")).rowCount).toBe(0);
    expect([(await emil.getConversations()).body, (await fay.getConversations()).body]).toEqual([
      { success: true, data: [] },
      { success: true, data: [] },
    ]);
  });

  test("X-API-02 X-API-04 X-DM-04 X-P-07 conversations are grouped by person, latest first, with presence, last message and unread", async () => {
    const [gus] = await express.join("gus", "hal");
    await express.meet("ivy");
    for (const content of ["one", "two", "three"]) await express.say("hal", "gus", content);
    await express.say("gus", "ivy", "hello ivy");
    const { body } = await gus.getConversations();
    const talk = (userId: string, isOnline: boolean) => ({
      userId,
      groupId: null,
      user: { ...person(userId), isOnline, lastSeen: null },
      name: userId,
      isPinned: false,
      isMuted: false,
      updatedAt: iso,
    });
    expect(body).toEqual({
      success: true,
      data: [
        {
          ...talk("ivy", false),
          unreadCount: 0,
          lastMessage: expect.objectContaining({ content: "hello ivy", senderId: "gus", receiverId: "ivy", isRead: false }),
        },
        { ...talk("hal", true), unreadCount: 3, lastMessage: expect.objectContaining({ content: "three", senderId: "hal", receiverId: "gus" }) },
      ],
    });
    expect(await gus.getUnreadCount()).toEqual({ status: 200, body: { success: true, data: { unreadCount: 3 } } });
  });

  test("X-API-02 however many there are, all of them come at once, each once", async () => {
    const people = Array.from({ length: 130 }, (_, count) => `friend${count}`);
    await express.meet(...people);
    const [jo] = await express.join("jo");
    const sent = await Promise.all(people.map((userId) => jo.sendByRest(userId, `hello ${userId}`)));
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201]));
    const rows = rowsOf(await jo.getConversations());
    expect(rows.map(({ userId }) => userId).sort()).toEqual(people.toSorted());
  });

  test("X-API-05 X-API-06 X-P-04 a message, or all of a conversation, is marked as read; its sender sees it", async () => {
    const [kim, lea] = await express.join("kim", "lea");
    const ids: string[] = [];
    for (const content of ["one", "two", "three"]) ids.push(dataOf(await kim.sendByRest("lea", content)).id);
    expect(await lea.markMessageRead(ids[1] ?? "")).toEqual({ status: 200, body: { success: true, message: "Message marked as read" } });
    expect(rowsOf(await kim.getConversation("lea")).map(({ isRead }) => isRead)).toEqual([true, true, false]);
    expect((await lea.getUnreadCount()).body).toMatchObject({ data: { unreadCount: 1 } });
    expect(await lea.markConversationRead("kim")).toEqual({ status: 200, body: { success: true, message: "Messages marked as read" } });
    expect(rowsOf(await kim.getConversation("lea")).map(({ isRead }) => isRead)).toEqual([true, true, true]);
    expect((await lea.getUnreadCount()).body).toMatchObject({ data: { unreadCount: 0 } });
    // Marks only move forward.
    await lea.markMessageRead(ids[0] ?? "");
    expect((await lea.getUnreadCount()).body).toMatchObject({ data: { unreadCount: 0 } });
  });

  test("X-API-07 X-P-09 defect 7: deleting is soft: the place stays, its text is nowhere; only its sender may", async () => {
    const [max, nora] = await express.join("max", "nora");
    const { id } = dataOf(await max.sendByRest("nora", "A secret word"));
    await max.sendByRest("nora", "Kept");
    expect(await nora.deleteMessage(id)).toMatchObject({ status: 403, body: { success: false, code: "forbidden" } });
    expect(await max.deleteMessage(id)).toEqual({ status: 200, body: { success: true, message: "Message deleted" } });
    const history = await nora.getConversation("max");
    expect(rowsOf(history)).toMatchObject([
      { id, content: "", isDeleted: true },
      { content: "Kept", isDeleted: false },
    ]);
    const found = await nora.json("GET", "/messages/search?query=secret");
    expect(JSON.stringify([history, found, await nora.getConversations(), await nora.json("GET", `/messages/${id}`)])).not.toContain("A secret word");
  });

  test("X-API-08 X-P-08 defects 1 and 2: a long history opens at its newest; pages, or `before`, give all of it once", async () => {
    const [omar] = await express.join("omar");
    await express.meet("pia");
    for (let count = 1; count <= 100; count++) await express.say("pia", "omar", `${count}`);
    const newest = await omar.getConversation("pia");
    expect([contents(newest).at(-1), newest.body.pagination]).toEqual(["100", { page: 1, limit: 50, total: 100, hasMore: true }]);
    const second = await omar.getConversation("pia", { page: "2" });
    expect([...contents(second), ...contents(newest)]).toEqual(Array.from({ length: 100 }, (_, index) => `${index + 1}`));
    // An exact multiple: there is nothing more, and it is not said that there is.
    expect(second.body.pagination).toMatchObject({ hasMore: false });
    // What arrives meanwhile moves pages; a message stays where it is.
    const oldest = rowsOf(newest)[0]?.id ?? "";
    await express.say("pia", "omar", "101");
    expect(contents(await omar.getConversation("pia", { before: oldest, limit: "3" }))).toEqual(["48", "49", "50"]);
  });

  test("S35 a message of another conversation is no place in this one", async () => {
    const [omar] = await express.join("omar");
    await express.meet("quinn", "rosa");
    const { id } = await express.say("omar", "rosa", "elsewhere");
    await express.say("omar", "quinn", "here");
    expect(await omar.getConversation("quinn", { before: id })).toMatchObject({ status: 400, body: { code: "invalid_cursor" } });
  });

  test("defect 9 I14: fifty first messages from both sides make one conversation, and all are in it", async () => {
    const [sam, tara] = await express.join("sam", "tara");
    const sent = Array.from({ length: 50 }, (_, count) => (count % 2 ? sam.sendByRest("tara", `${count}`) : tara.sendByRest("sam", `${count}`)));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect((await sam.getConversation("tara")).body.pagination).toMatchObject({ total: 50 });
    expect(rowsOf(await tara.getConversations())).toHaveLength(1);
  });

  test("I2 a retry with the same clientId is the same message", async () => {
    const [sam] = await express.join("sam");
    await express.meet("uma");
    const send = () => sam.json("POST", "/messages", { receiverId: "uma", content: "Once", clientId: "c-1" });
    const [one, other] = [dataOf(await send()), dataOf(await send())];
    expect(other).toEqual(one);
    expect(one.clientId).toBe("c-1");
  });
});
