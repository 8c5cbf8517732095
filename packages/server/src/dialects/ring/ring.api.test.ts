import { describe, expect, test } from "vitest";
import { nameOf, useRing } from "./ring.fixture.ts";

const ring = useRing();

type Row = Record<string, unknown> & { id: string; content: string; timestamp: number };
const dataOf = (answer: { body: Record<string, unknown> }) => answer.body.data as Row;
const rows = (answer: { body: Record<string, unknown> }) => answer.body.data as Row[];
const refused = (status: number, code: string) => ({
  status,
  body: { success: false, error: expect.any(String), context: { code, requestId: expect.any(String) } },
});

describe("refusals", () => {
  test("R-API-01 R-API-02 R-API-03 R-API-04 R-API-05 R-API-06 R-P-08 without a token everything is refused, in the dialect's shape", async () => {
    const id = ring.nowhere;
    for (const [method, path] of [
      ["GET", "/api/conversations"],
      ["POST", "/api/conversations"],
      ["GET", `/api/conversations/${id}`],
      ["PUT", `/api/conversations/${id}`],
      ["DELETE", `/api/conversations/${id}`],
      ["GET", `/api/conversations/${id}/messages`],
      ["POST", `/api/conversations/${id}/messages`],
      ["POST", `/api/conversations/${id}/read`],
      ["POST", `/api/conversations/${id}/typing`],
      ["GET", `/typing/${id}/ada`],
    ] as const) {
      const response = await ring.server.fetch(`/ring${path}`, { method });
      expect([response.status, response.headers.get("content-type")]).toEqual([401, "application/json; charset=utf-8"]);
      expect(await response.json()).toMatchObject({ success: false, error: expect.any(String), context: { code: "unauthenticated" } });
    }
  });

  test("R-P-07 R-P-10 R+API-01 R+API-02 R+API-05 R+API-06 what is not as documented is refused by field, never with a 500", async () => {
    const id = await ring.direct("ada", "bob");
    const ada = await ring.clientOf("ada");
    const bad = refused(400, "validation_failed");
    for (const query of [
      { limit: 0 },
      { limit: 101 },
      { limit: "x" },
      { type: "club" },
      { isActive: "perhaps" },
      { type: "product", entityId: "1" },
      { entityId: "1", productId: "2" },
    ])
      expect(await ada.getConversations(query)).toMatchObject(bad);
    expect(await ada.getConversations({ cursor: "made up" })).toMatchObject(refused(400, "invalid_cursor"));
    for (const body of [
      {},
      { type: "direct" },
      { type: "direct", participantIds: [] },
      { type: "entity", participantIds: ["bob"] },
      { type: "entity", participantIds: ["bob"], metadata: { productId: "1" } },
      [],
      null,
      { type: { $ne: "" }, participantIds: ["bob"] },
    ])
      expect(await ada.request("POST", "/api/conversations", body as object)).toMatchObject({ status: 400 });
    for (const body of [
      { content: "" },
      { content: "  " },
      { content: 7 },
      { content: "x", type: "payment_request" },
      { content: "x", attachments: ["https://evil.example/x"] },
      { content: "x".repeat(8001) },
      { content: "\u0000" },
    ])
      expect(await ada.request("POST", `/api/conversations/${id}/messages`, body)).toMatchObject(bad);
    for (const body of [
      { action: "explode" },
      { action: "add_participant" },
      { action: "add_participant", userId: "bob", role: "observer" },
      { action: 7 },
      { subject: 7 },
    ])
      expect(await ada.updateConversation(id, body)).toMatchObject(bad);
    for (const query of ["limit=0", "limit=101", "direction=up", `cursor=${ring.nowhere}.1`, "cursor=x"])
      expect(await ada.request("GET", `/api/conversations/${id}/messages?${query}`)).toMatchObject(bad);
    for (const bound of [{ messageId: `${ring.nowhere}.1` }, { timestamp: -1 }, { timestamp: 1e300 }, { timestamp: "yesterday" }])
      expect(await ada.request("POST", `/api/conversations/${id}/read`, bound)).toMatchObject(bad);
    expect(await ada.request("GET", "/api/nothing")).toMatchObject(refused(404, "unknown_operation"));
    expect(await ada.request("PATCH", "/api/conversations", {})).toMatchObject(refused(405, "method_not_allowed"));
  });

  test("R-P-08 R+API-05 defect 5: strangers and former members find nothing, whatever they ask; another's id in a body makes no difference", async () => {
    const id = await ring.group("carl", "dina");
    const { id: messageId } = await ring.send("carl", id, "Between us");
    const [dina, mallory] = await ring.join("dina", "mallory");
    expect(await dina.leaveConversation(id)).toEqual({ status: 200, body: { success: true } });
    for (const client of [dina, mallory]) {
      const answers = await Promise.all([
        client.getConversation(id),
        client.updateConversation(id, { action: "mark_read" }),
        client.updateConversation(id, { action: "add_participant", userId: "mallory" }),
        client.updateConversation(id, { subject: "Mine" }),
        client.leaveConversation(id),
        client.getMessages(id),
        client.sendMessage(id, "Let me in", { senderId: "carl" }),
        client.editMessage(id, messageId, "Changed"),
        client.deleteMessage(id, messageId),
        client.setStatus(id, messageId, "read"),
        client.markAsRead(id),
        client.request("GET", `/api/conversations/${id}/read`),
        client.setTyping(id, true),
        client.getTyping(id),
        client.upload(id, new File(["x"], "x.txt")),
      ]);
      for (const answer of answers) expect(answer).toMatchObject(refused(404, "not_found"));
      expect(JSON.stringify(answers)).not.toContain("Between us");
      expect(rows(await client.getConversations())).toEqual([]);
    }
    const carl = await ring.clientOf("carl");
    const sent = await carl.sendMessage(id, "I am carl", { senderId: "dina", senderName: "Dina", timestamp: 0, status: "read", id: "mine" });
    expect(dataOf(sent)).toMatchObject({ senderId: "carl", senderName: nameOf("carl"), status: "sent" });
    expect(await dina.request("PUT", `/api/conversations/${id}/messages/${messageId}`, { content: "x", senderId: "carl" })).toMatchObject({ status: 404 });
  });

  test("defect 17: a refusal says what to do about it, and nothing of how this server is made", async () => {
    const ada = await ring.clientOf("ada");
    const { app } = ring.server.server;
    const real = app.presence.describe;
    app.presence.describe = async () => {
      throw new Error('relation "users" at /srv/parley/db.ts');
    };
    await ring.direct("ada", "bob");
    // The log of a bug is meant to be loud.
    app.log.level = "silent";
    const answer = await ada.getConversations();
    app.log.level = "error";
    app.presence.describe = real;
    expect(answer).toMatchObject(refused(500, "internal"));
    expect(JSON.stringify(answer)).not.toMatch(/relation|srv|stack|at /);
  });
});

describe("conversations", () => {
  test("R-API-02 R-API-03 R+API-02 R+DM-01 R-P-01 R-P-09 a direct conversation is created once, with both in it, whoever is named", async () => {
    const [cleo] = await ring.join("cleo", "dora");
    const answer = await cleo.createConversation({ type: "direct", participantIds: ["dora", "cleo"], metadata: { directUserId: "dora" } });
    const participant = (userId: string) => ({
      userId,
      role: "member",
      joinedAt: expect.any(Number),
      isOnline: false,
      isTyping: false,
      displayName: nameOf(userId),
    });
    const conversation = {
      id: expect.any(String),
      type: "direct",
      participants: expect.arrayContaining([participant("cleo"), participant("dora")]),
      metadata: { directUserId: "dora", directUserName: nameOf("dora") },
      lastMessage: null,
      unreadCount: 0,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      isActive: true,
      archivedBy: [],
      mutedBy: [],
      hiddenFromInbox: false,
    };
    expect(answer).toEqual({ status: 201, body: { success: true, data: conversation, metadata: { timestamp: expect.any(Number), created: true } } });
    const { id } = dataOf(answer);
    expect(await cleo.getConversation(id)).toEqual({ status: 200, body: { success: true, data: { ...conversation, id } } });
    const again = await cleo.createConversation({ type: "direct", participantIds: ["dora"] });
    expect(again.body).toMatchObject({ data: { id }, metadata: { created: false } });
  });

  test("defect 9: 50 parallel creates of one pair make one conversation", async () => {
    const [emil, fay] = await ring.join("emil", "fay");
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? emil : fay).createConversation({ type: "direct", participantIds: ["emil", "fay"] })),
    );
    expect(new Set(answers.map((answer) => dataOf(answer).id)).size).toBe(1);
    expect(answers.filter(({ body }) => (body.metadata as { created: boolean }).created)).toHaveLength(1);
  });

  test("R-API-01 R+API-01 R+DM-03 R-P-12 defects 2 and 16: the list is filtered by what it is about, counted truly, and paged without a false end", async () => {
    const [gina] = await ring.join("gina", "hugo", "ida");
    const make = (type: string, metadata: Record<string, string>) => gina.createConversation({ type, participantIds: ["hugo"], metadata });
    const entity = dataOf(await make("entity", { entityId: "e1", entityName: "Ring GmbH", subject: "Partnership" }));
    const opportunity = dataOf(await make("opportunity", { opportunityId: "o1", opportunityName: "Baker wanted" }));
    const product = dataOf(await make("product", { productId: "p1" }));
    const group = dataOf(await make("group", { subject: "All of us" }));
    const direct = dataOf(await gina.createConversation({ type: "direct", participantIds: ["ida"] }));
    expect([entity, opportunity, product, group].map(({ type, metadata }) => [type, metadata])).toEqual([
      ["entity", { entityId: "e1", entityName: "Ring GmbH", subject: "Partnership" }],
      ["opportunity", { opportunityId: "o1", opportunityName: "Baker wanted" }],
      ["product", { productId: "p1", productName: "p1" }],
      ["group", { subject: "All of us" }],
    ]);
    const found = async (query: Record<string, string | boolean>) => rows(await gina.getConversations(query)).map(({ id }) => id);
    expect(await found({ type: "entity" })).toEqual([entity.id]);
    expect(await found({ opportunityId: "o1" })).toEqual([opportunity.id]);
    expect(await found({ type: "product", productId: "p1" })).toEqual([product.id]);
    expect(await found({ productId: "p2" })).toEqual([]);
    expect(await found({ type: "group" })).toEqual([group.id]);
    expect(await found({ type: "direct" })).toEqual([direct.id]);

    // Of five, the page of five is the last, which a rule of "as many as asked for" gets wrong.
    const all = await gina.getConversations({ limit: 5 });
    expect(all.body).toMatchObject({
      pagination: { hasMore: false, cursor: null },
      metadata: { total: 5, timestamp: expect.any(Number), filters: { isActive: true } },
    });
    const first = await gina.getConversations({ limit: 3 });
    expect(first.body).toMatchObject({ pagination: { hasMore: true, cursor: expect.any(String) }, metadata: { total: 5 } });
    const { cursor } = first.body.pagination as { cursor: string };
    const second = await gina.getConversations({ limit: 3, cursor });
    expect(second.body.pagination).toEqual({ hasMore: false, cursor: null });
    expect([...rows(first), ...rows(second)].map(({ id }) => id)).toEqual(rows(all).map(({ id }) => id));
  });

  test("R-API-04 R+API-03 R+DM-03 defect 10: the actions of PUT: read, people, archive and back, mute and back, settings", async () => {
    const id = await ring.group("jan", "kim");
    const [jan, kim] = await ring.join("jan", "kim", "lea");
    await ring.send("kim", id, "Hello");
    expect(dataOf(await jan.getConversation(id)).unreadCount).toBe(1);
    expect(dataOf(await jan.updateConversation(id, { action: "mark_read" })).unreadCount).toBe(0);
    const people = (answer: { body: Record<string, unknown> }) =>
      (dataOf(answer).participants as { userId: string; role: string }[]).map(({ userId, role }) => `${userId} ${role}`).sort();
    expect(await kim.updateConversation(id, { action: "add_participant", userId: "lea" })).toMatchObject(refused(403, "forbidden"));
    expect(people(await jan.updateConversation(id, { action: "add_participant", userId: "lea", role: "admin" }))).toEqual([
      "jan admin",
      "kim member",
      "lea admin",
    ]);
    expect(await jan.updateConversation(id, { action: "add_participant", userId: "lea" })).toMatchObject(refused(409, "already_a_member"));
    expect(await jan.updateConversation(id, { action: "add_participant", userId: "nobody" })).toMatchObject(refused(400, "user_unknown"));
    expect(people(await jan.updateConversation(id, { action: "remove_participant", userId: "lea" }))).toEqual(["jan admin", "kim member"]);
    expect(await jan.updateConversation(id, { action: "remove_participant", userId: "lea" })).toMatchObject(refused(404, "not_a_member"));
    expect(dataOf(await jan.updateConversation(id, { action: "archive" }))).toMatchObject({ isActive: false, archivedBy: ["jan"], hiddenFromInbox: true });
    expect(rows(await jan.getConversations()).map((row) => row.id)).not.toContain(id);
    expect(rows(await jan.getConversations({ isActive: false })).map((row) => row.id)).toEqual([id]);
    expect(dataOf(await kim.getConversation(id))).toMatchObject({ isActive: true, archivedBy: [], mutedBy: [] });
    expect(dataOf(await jan.updateConversation(id, { action: "unarchive" })).isActive).toBe(true);
    expect(dataOf(await jan.updateConversation(id, { action: "mute" })).mutedBy).toEqual(["jan"]);
    expect(dataOf(await jan.updateConversation(id, { action: "unmute" })).mutedBy).toEqual([]);
    const renamed = await jan.updateConversation(id, { subject: "Renamed", imageUrl: "https://example.org/a.png" });
    expect(dataOf(renamed).metadata).toEqual({ subject: "Renamed" });
    expect(await kim.updateConversation(id, { subject: "Mine" })).toMatchObject(refused(403, "forbidden"));
  });

  test("R+API-04 R-P-01 DELETE leaves a group and puts a direct conversation out of the list", async () => {
    const group = await ring.group("mia", "nils");
    const direct = await ring.direct("mia", "nils");
    const [mia, nils] = await ring.join("mia", "nils");
    for (const id of [group, direct]) expect(await nils.leaveConversation(id)).toEqual({ status: 200, body: { success: true } });
    expect(rows(await nils.getConversations())).toEqual([]);
    expect((await nils.getConversation(group)).status).toBe(404);
    expect(dataOf(await nils.getConversation(direct))).toMatchObject({ isActive: false });
    expect((dataOf(await mia.getConversation(group)).participants as unknown[]).length).toBe(1);
    expect(dataOf(await mia.getConversation(direct))).toMatchObject({ isActive: true });
  });

  test("S9 defect 8: nobody's e-mail address is in an answer", async () => {
    const { user } = await ring.server.anonymous("auth.register", { email: "secret@example.org", password: "correct horse battery", name: "Olga" });
    const [petra] = await ring.join("petra");
    const { id } = dataOf(await petra.createConversation({ type: "direct", participantIds: [user.id] }));
    const answers = [await petra.getConversations(), await petra.getConversation(id), await petra.sendMessage(id, "Hi"), await petra.getMessages(id)];
    expect(JSON.stringify(answers)).not.toContain("secret@example.org");
  });
});

describe("messages", () => {
  test("R-API-05 R-API-06 R+API-05 R+API-06 R-DM-01 R-DM-02 R-DM-03 R-DM-04 R-DM-05 R+DM-02 a message is sent, answered to, and read with who sent it", async () => {
    const id = await ring.direct("quinn", "rosa");
    const [quinn, rosa] = await ring.join("quinn", "rosa");
    const before = Date.now();
    const sent = await quinn.sendMessage(id, "How much?");
    expect(sent).toEqual({
      status: 201,
      body: {
        success: true,
        data: {
          id: expect.any(String),
          conversationId: id,
          senderId: "quinn",
          senderName: nameOf("quinn"),
          content: "How much?",
          timestamp: expect.any(Number),
          type: "text",
          status: "sent",
        },
      },
    });
    expect(dataOf(sent).timestamp).toBeGreaterThanOrEqual(before - 1);
    const answered = await rosa.sendMessage(id, "Ten", { replyTo: dataOf(sent).id });
    expect(dataOf(answered).replyTo).toBe(dataOf(sent).id);
    // Who answers has read what is above.
    expect((await quinn.getMessages(id)).body).toEqual({
      success: true,
      data: [{ ...dataOf(sent), status: "read" }, dataOf(answered)],
      pagination: { hasMore: false, cursor: null },
    });
    expect(await rosa.sendMessage(id, "x", { replyTo: `${id}.99` })).toMatchObject(refused(400, "reply_not_found"));
  });

  test("R+API-05 defects 1 and 2: history opens at its newest, pages back and forth by cursor, and says truly whether there is more", async () => {
    const id = await ring.direct("sami", "tara");
    const sami = await ring.clientOf("sami");
    for (let count = 1; count <= 100; count++) await ring.send("tara", id, `${count}`);
    const newest = await sami.getMessages(id);
    expect(rows(newest).map(({ content }) => content)).toEqual(Array.from({ length: 50 }, (_, index) => `${index + 51}`));
    const { cursor } = newest.body.pagination as { cursor: string };
    const oldest = await sami.getMessages(id, { cursor });
    expect(rows(oldest).map(({ content }) => content)).toEqual(Array.from({ length: 50 }, (_, index) => `${index + 1}`));
    expect(oldest.body.pagination).toEqual({ hasMore: false, cursor: null });
    const forth = await sami.getMessages(id, { cursor: rows(oldest)[9]?.id ?? "", direction: "after", limit: 40 });
    expect([rows(forth)[0]?.content, rows(forth).at(-1)?.content, forth.body.pagination]).toEqual([
      "11",
      "50",
      { hasMore: true, cursor: rows(forth).at(-1)?.id },
    ]);
    const rest = await sami.getMessages(id, { cursor: rows(forth).at(-1)?.id ?? "", direction: "after" });
    expect([rows(rest).length, rest.body.pagination]).toEqual([50, { hasMore: false, cursor: null }]);
  });

  test("R-P-01 defect 7: messages are edited and deleted by their sender alone; what is deleted is in no answer", async () => {
    const id = await ring.direct("uma", "vera");
    const [uma, vera] = await ring.join("uma", "vera");
    const [kept, gone] = [dataOf(await uma.sendMessage(id, "Frist")), dataOf(await uma.sendMessage(id, "A secret"))];
    expect(await vera.editMessage(id, kept.id, "Mine")).toMatchObject(refused(403, "forbidden"));
    expect(await vera.deleteMessage(id, gone.id)).toMatchObject(refused(403, "forbidden"));
    expect(dataOf(await uma.editMessage(id, kept.id, "First"))).toMatchObject({ content: "First", editedAt: expect.any(Number) });
    expect(await uma.deleteMessage(id, gone.id)).toEqual({
      status: 200,
      body: { success: true, data: { id: gone.id, conversationId: id, deletedAt: expect.any(Number) } },
    });
    expect(await uma.editMessage(id, gone.id, "Back")).toMatchObject(refused(409, "message_deleted"));
    await ring.as("vera").call("messages.react", { messageId: kept.id, emoji: "👍" });
    const answers = [await vera.getMessages(id), await vera.getConversations(), await vera.request("GET", `/conversations/${id}/messages`)];
    expect(rows(answers[0] as never)).toMatchObject([
      { content: "First", reactions: [{ emoji: "👍", userId: "vera", timestamp: expect.any(Number) }] },
      { content: "", deletedAt: expect.any(Number) },
    ]);
    expect(JSON.stringify(answers)).not.toContain("A secret");
  });

  test("R-DM-05 R+API-07 defect 4: marks honour the message or the moment that they name, move forward only, and make messages read", async () => {
    const id = await ring.direct("wali", "xena");
    const [wali, xena] = await ring.join("wali", "xena");
    const messages = [];
    for (const text of ["one", "two", "three", "four"]) messages.push(dataOf(await wali.sendMessage(id, text)));
    const spread = "update messages set created_at = '2026-01-01T00:00:00Z'::timestamptz + seq * interval '1 minute' where conversation_id = $1";
    await ring.server.pool.query(spread, [id]);
    const at = (minute: number) => Date.parse("2026-01-01T00:00:00Z") + minute * 60_000;
    const position = (lastReadAt: number | null, unreadCount: number) => ({
      status: 200,
      body: { success: true, conversationId: id, userId: "xena", lastReadAt, unreadCount },
    });
    const read = () => xena.request("GET", `/api/conversations/${id}/read`);
    const statuses = async () => rows(await wali.getMessages(id)).map(({ status }) => status);
    expect(await read()).toEqual(position(null, 4));
    expect(await xena.setStatus(id, messages[2]?.id ?? "", "delivered")).toMatchObject({ status: 200 });
    expect(await statuses()).toEqual(["delivered", "delivered", "delivered", "sent"]);
    expect(await xena.markAsRead(id, { messageId: messages[0]?.id ?? "" })).toEqual(position(at(1), 3));
    expect(await statuses()).toEqual(["read", "delivered", "delivered", "sent"]);
    expect(await xena.markAsRead(id, { timestamp: at(2) })).toEqual(position(at(2), 2));
    expect(await xena.markAsRead(id, { timestamp: at(1) })).toEqual(position(at(2), 2));
    expect(await xena.markAsRead(id)).toEqual(position(at(4), 0));
    expect(await read()).toEqual(position(at(4), 0));
    expect(await statuses()).toEqual(["read", "read", "read", "read"]);
  });

  test("R+API-09 R-DM-04 R+DM-02 a file or a picture is uploaded, sent by its id, and fetched by those who may", async () => {
    const id = await ring.direct("yara", "zaid");
    const [yara, zaid] = await ring.join("yara", "zaid");
    const uploaded = await yara.upload(id, new File(["some words"], "note.txt", { type: "text/plain" }));
    expect(uploaded).toMatchObject({
      status: 201,
      body: { success: true, data: { id: expect.any(String), name: "note.txt", size: 10, mimeType: expect.stringContaining("text/plain") } },
    });
    const file = dataOf(uploaded);
    const sent = await yara.sendMessage(id, "", { type: "file", attachments: [file] });
    expect(dataOf(sent)).toMatchObject({ type: "file", content: "", attachments: [{ id: file.id, name: "note.txt", url: expect.any(String) }] });
    const [message] = rows(await zaid.getMessages(id));
    const [attachment] = (message?.attachments ?? []) as { url: string }[];
    expect(await (await fetch(attachment?.url ?? "")).text()).toBe("some words");
    expect(await yara.sendMessage(id, "again", { attachments: [file.id] })).toMatchObject(refused(400, "attachment_not_found"));
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    const picture = dataOf(await yara.upload(id, new File([png], "dot.png", { type: "image/png" })));
    expect(dataOf(await yara.sendMessage(id, "Look", { type: "image", attachments: [picture.id] }))).toMatchObject({ type: "image" });
  });
});
