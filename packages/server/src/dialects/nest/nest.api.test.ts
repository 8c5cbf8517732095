import { describe, expect, test } from "vitest";
import { nameOf, useNest } from "./nest.fixture.ts";

const nest = useNest();

const person = (id: string) => ({ id, fullName: nameOf(id), profilePhoto: null });
const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
type Row = Record<string, unknown> & { id: string; content: string; createdAt: string };
const rows = (answer: { body: Record<string, unknown> }) => answer.body.data as Row[];

describe("refusals", () => {
  test("N-API-01 N-API-02 N-API-03 N-API-05 without a token everything is refused in the document's envelope", async () => {
    for (const [method, path] of [
      ["POST", "/api/messages/conversations"],
      ["GET", "/api/messages/conversations"],
      ["GET", `/api/messages/conversations/${nest.nowhere}/messages`],
      ["GET", "/api/messages/search?query=x"],
    ] as const) {
      const response = await nest.server.fetch(`/nest${path}`, { method });
      expect([response.status, response.headers.get("content-type")]).toEqual([401, "application/json; charset=utf-8"]);
      expect(await response.json()).toMatchObject({ success: false, statusCode: 401, error: "unauthenticated", message: expect.any(String) });
    }
  });

  test("N-P-11 a request that is not as documented names its fields, in the document's words", async () => {
    const [ada] = await nest.join("ada");
    const refused = await ada.createConversation([], "DIRECT");
    expect(refused).toMatchObject({ status: 400, body: { success: false, error: "validation_failed", errors: [{ path: "participantIds" }] } });
    expect(await ada.createConversation(["ada"], "CHANNEL" as "GROUP")).toMatchObject({ status: 400, body: { errors: [{ path: "type" }] } });
    for (const query of ["page=0", "page=x", "limit=101", "page="])
      expect(await ada.request("GET", `/api/messages/conversations?${query}`)).toMatchObject({ status: 400, body: { error: "validation_failed" } });
    expect(await ada.request("GET", "/api/messages/search")).toMatchObject({ status: 400, body: { errors: [{ path: "query" }] } });
    expect(await ada.getMessages(nest.nowhere, { before: "yesterday" })).toMatchObject({ status: 400, body: { errors: [{ path: "before" }] } });
    const noJson = await ada.request("POST", "/api/messages/conversations", "{", { "content-type": "application/json" });
    expect(noJson).toMatchObject({ status: 400, body: { success: false, error: "malformed_json" } });
  });

  test("defect 5: a stranger finds no conversation, whatever they ask of it", async () => {
    const id = await nest.direct("ada", "bob");
    const [mallory] = await nest.join("mallory");
    const notFound = { status: 404, body: { success: false, error: "not_found" } };
    expect(await mallory.getMessages(id)).toMatchObject(notFound);
    expect(await mallory.sendFile(id, "let me in", new File(["x"], "x.txt"))).toMatchObject(notFound);
    expect(await mallory.search({ query: "anything", conversationId: id })).toMatchObject(notFound);
    expect(await mallory.getConversations()).toMatchObject({ body: { data: [], meta: { total: 0, totalPages: 0 } } });
  });

  test("what the document does not have is refused in its envelope too", async () => {
    const [ada] = await nest.join("ada");
    expect(await ada.request("GET", "/api/messages/nothing")).toMatchObject({ status: 404, body: { success: false, error: "unknown_operation" } });
    expect(await ada.request("DELETE", "/api/messages/conversations")).toMatchObject({ status: 405, body: { error: "method_not_allowed" } });
  });
});

describe("conversations", () => {
  test("N-API-01 N-T-01 N-P-02 N-DM-05 a direct conversation is created as the document shows", async () => {
    const [ahmed] = await nest.join("ahmed", "fatima");
    const answer = await ahmed.createConversation(["ahmed", "fatima"], "DIRECT");
    expect(answer).toMatchObject({
      status: 201,
      body: {
        success: true,
        message: "Conversation created",
        data: { id: expect.any(String), type: "DIRECT", lastMessage: null, unreadCount: 0, createdAt: iso, updatedAt: iso },
      },
    });
    const { participants, id } = answer.body.data as { participants: object[]; id: string };
    expect(participants).toEqual(expect.arrayContaining([person("ahmed"), person("fatima")]));
    expect(participants).toHaveLength(2);
    // Asked again, it is the same one.
    expect(((await ahmed.createConversation(["fatima"], "DIRECT")).body.data as { id: string }).id).toBe(id);
  });

  test("N-API-01 N-DM-01 N-DM-03 a group has its name and everybody once, however many there are", async () => {
    const people = Array.from({ length: 12 }, (_, index) => `guest${index}`);
    const [gina] = await nest.join("gina", ...people);
    const answer = await gina.createConversation([...people, "gina", "guest0"], "GROUP", "Project Discussion");
    expect(answer.body.data).toMatchObject({ type: "GROUP", name: "Project Discussion", lastMessage: null, unreadCount: 0 });
    const ids = (answer.body.data as { participants: { id: string }[] }).participants.map(({ id }) => id);
    expect(ids.sort()).toEqual(["gina", ...people].sort());
    // The unique key holds whatever a client does.
    const { id } = answer.body.data as { id: string };
    const again = nest.server.pool.query("insert into members (conversation_id, user_id) values ($1, 'gina')", [id]);
    await expect(again).rejects.toMatchObject({ code: "23505" });
  });

  test("N-API-02 N-P-05 N-T-04 N-T-10 the list shows the other person, their presence, the last message and what is unread", async () => {
    const [nora] = await nest.join("nora", "omar");
    const id = await nest.direct("nora", "omar");
    for (const text of ["Salaam", "Are you there?", "Hello! How are you?"]) await nest.send("omar", id, text);
    const answer = await nora.getConversations();
    expect(answer).toEqual({
      status: 200,
      body: {
        success: true,
        data: [
          {
            id,
            type: "DIRECT",
            name: null,
            participants: [{ ...person("omar"), isOnline: true, lastSeen: null }],
            lastMessage: { content: "Hello! How are you?", senderId: "omar", createdAt: iso },
            unreadCount: 3,
            createdAt: iso,
            updatedAt: iso,
          },
        ],
        meta: { page: 1, limit: 20, total: 1, totalPages: 1 },
      },
    });
  });

  test("N-API-02a N-API-02b pages by number hold every conversation once, newest first, with true totals", async () => {
    const [petra] = await nest.join("petra");
    const ids: string[] = [];
    for (let count = 0; count < 25; count++) {
      const id = await nest.direct("petra", `friend${count}`);
      await nest.send("petra", id, `hello ${count}`);
      ids.unshift(id);
    }
    const first = await petra.getConversations();
    expect(first.body.meta).toEqual({ page: 1, limit: 20, total: 25, totalPages: 2 });
    const second = await petra.getConversations({ page: 2 });
    expect([first, second].flatMap((answer) => rows(answer).map(({ id }) => id))).toEqual(ids);
    const third = await petra.getConversations({ page: 3, limit: 10 });
    expect([rows(third).length, third.body.meta]).toEqual([5, { page: 3, limit: 10, total: 25, totalPages: 3 }]);
    expect((await petra.getConversations({ page: 9 })).body).toMatchObject({ data: [], meta: { page: 9, total: 25 } });
  });

  test("N-API-02c the list is searched by a person's or a group's name", async () => {
    const [quinn] = await nest.join("quinn", "rosa");
    const direct = await nest.direct("quinn", "rosa");
    const group = await nest.group("quinn", "sam");
    const find = async (search: string) => (await quinn.getConversations({ search })).body;
    expect(await find("Rosa Rah")).toMatchObject({ data: [{ id: direct }], meta: { total: 1, totalPages: 1 } });
    expect(await find("trip")).toMatchObject({ data: [{ id: group, type: "GROUP", name: "Trip" }], meta: { total: 1 } });
    expect(await find("nobody at all")).toMatchObject({ data: [], meta: { total: 0 } });
  });
});

describe("messages", () => {
  test("N-API-03 N-DM-04 N-DM-06 history is oldest first, with its readers, in the document's fields", async () => {
    const [ahmed] = await nest.join("ahmed", "bushra");
    const id = await nest.direct("ahmed", "bushra");
    const first = await nest.send("ahmed", id, "Hello! How are you?");
    await nest.as("bushra").call("receipts.read", { conversationId: id, seq: first.seq });
    const second = await nest.send("bushra", id, "I'm good, thanks!");
    const shown = (messageId: string, sender: string, content: string, readBy: string[]) => ({
      id: messageId,
      conversationId: id,
      senderId: sender,
      sender: person(sender),
      content,
      type: "TEXT",
      attachments: [],
      readBy,
      createdAt: iso,
      updatedAt: iso,
      deletedAt: null,
    });
    expect(await ahmed.getMessages(id)).toEqual({
      status: 200,
      body: {
        success: true,
        data: [shown(first.id, "ahmed", "Hello! How are you?", ["ahmed", "bushra"]), shown(second.id, "bushra", "I'm good, thanks!", ["bushra"])],
        meta: { page: 1, limit: 50, total: 2, hasMore: false },
      },
    });
  });

  test("N-API-03a N-API-03b defects 1 and 2: a long conversation opens at its newest; pages give all of it once, and hasMore is true while there is more", async () => {
    const [tara] = await nest.join("tara");
    const id = await nest.direct("tara", "umar");
    for (let count = 1; count <= 120; count++) await nest.send("umar", id, `message ${count}`);
    const newest = await tara.getMessages(id);
    expect(newest.body.meta).toEqual({ page: 1, limit: 50, total: 120, hasMore: true });
    expect(rows(newest).at(-1)?.content).toBe("message 120");
    const pages = await Promise.all([3, 2, 1].map(async (page) => await tara.getMessages(id, { page, limit: 40 })));
    expect(pages.map((page) => (page.body.meta as { hasMore: boolean }).hasMore)).toEqual([false, true, true]);
    expect(pages.flatMap((page) => rows(page).map(({ content }) => content))).toEqual(Array.from({ length: 120 }, (_, n) => `message ${n + 1}`));
    expect((await tara.getMessages(id, { page: 4, limit: 40 })).body).toMatchObject({ data: [], meta: { total: 120, hasMore: false } });
  });

  test("N-API-03c before a time there is what was said before it, and no more", async () => {
    const [vera] = await nest.join("vera");
    const id = await nest.direct("vera", "wali");
    for (let count = 1; count <= 30; count++) await nest.send("vera", id, `message ${count}`);
    const spread = "update messages set created_at = '2026-01-01T00:00:00Z'::timestamptz + seq * interval '1 minute' where conversation_id = $1";
    await nest.server.pool.query(spread, [id]);
    const before = async (time: string, limit = 5) =>
      rows(await vera.getMessages(id, { before: time, limit })).map(({ content }) => Number(content.split(" ")[1]));
    expect(await before("2026-01-01T00:10:00Z")).toEqual([5, 6, 7, 8, 9]);
    expect(await before("2026-01-01T00:10:00.001Z")).toEqual([6, 7, 8, 9, 10]);
    expect(await before("2026-01-01T01:10:00+01:00")).toEqual([5, 6, 7, 8, 9]);
    expect(await before("2030-01-01", 3)).toEqual([28, 29, 30]);
    expect(await before("2020-01-01")).toEqual([]);
    const page = await vera.getMessages(id, { before: "2026-01-01T00:04:00Z" });
    expect(page.body).toMatchObject({ meta: { hasMore: false, total: 30 } });
  });

  test("defect 14: readers follow from marks, not from lists that grow: a group of 40 costs its messages nothing", async () => {
    const people = Array.from({ length: 40 }, (_, index) => `reader${index}`);
    const id = await nest.group("xena", ...people);
    const message = await nest.send("xena", id, "Read this");
    await Promise.all(people.map((userId) => nest.as(userId).call("receipts.read", { conversationId: id, seq: message.seq })));
    const [xena] = await nest.join("xena");
    const readBy = rows(await xena.getMessages(id)).at(-1)?.readBy as string[];
    expect(readBy.toSorted()).toEqual(["xena", ...people].sort());
    const { rows: columns } = await nest.server.pool.query("select column_name from information_schema.columns where table_name = 'messages'");
    expect(columns.map(({ column_name }) => column_name)).not.toContain("read_by");
  });

  test("N-P-09 defect 7: an edit leaves its time, a deletion its time and no text", async () => {
    const [yara] = await nest.join("yara");
    const id = await nest.direct("yara", "zaid");
    const [kept, gone] = [await nest.send("zaid", id, "Frist"), await nest.send("zaid", id, "A secret")];
    await nest.as("zaid").call("messages.edit", { messageId: kept.id, text: "First" });
    await nest.as("zaid").call("messages.delete", { messageId: gone.id });
    const answer = await yara.getMessages(id);
    expect(rows(answer)).toMatchObject([
      { content: "First", deletedAt: null },
      { content: "", deletedAt: iso },
    ]);
    expect(Date.parse(String(rows(answer)[0]?.updatedAt))).toBeGreaterThanOrEqual(Date.parse(kept.createdAt));
    expect(JSON.stringify([answer, await yara.getConversations(), await yara.search({ query: "secret" })])).not.toContain("A secret");
  });

  test("N-P-10 N-DM-02 who has left is no participant, and reads nothing more", async () => {
    const id = await nest.group("ada", "lea");
    const [ada, lea] = await nest.join("ada", "lea");
    await nest.as("lea").call("conversations.leave", { conversationId: id });
    const row = rows(await ada.getConversations({ search: "Trip" })).find((one) => one.id === id);
    expect(row).toMatchObject({ participants: [{ id: "ada" }] });
    expect((await lea.getMessages(id)).status).toBe(404);
    const { rows: members } = await nest.server.pool.query("select left_at from members where conversation_id = $1 and user_id = 'lea'", [id]);
    expect(members).toMatchObject([{ left_at: expect.anything() }]);
    expect(rows(await ada.getMessages(id))).toMatchObject([
      { type: "SYSTEM", content: "Ada Rahman started the conversation" },
      { type: "SYSTEM", content: "Lea Rahman left" },
    ]);
  });
});

describe("files", () => {
  test("N-API-04 N-T-06 N-P-06 a file is sent with its message in one form, and its address works", async () => {
    const [ahmed, fatima] = await nest.join("ahmed", "fatima");
    const id = await nest.direct("ahmed", "fatima");
    const file = new File(["%PDF-1.7\nA report.\n%%EOF\n"], "report.pdf", { type: "application/pdf" });
    const sent = await ahmed.sendFile(id, "Check out this document", file);
    const attachment = { id: expect.any(String), fileName: "report.pdf", fileSize: file.size, fileType: "application/pdf", url: expect.any(String) };
    expect(sent).toEqual({
      status: 201,
      body: {
        success: true,
        data: {
          id: expect.any(String),
          conversationId: id,
          senderId: "ahmed",
          content: "Check out this document",
          type: "FILE",
          attachments: [attachment],
          createdAt: iso,
        },
      },
    });
    const shown = rows(await fatima.getMessages(id)).at(-1)?.attachments as { url: string }[];
    expect(shown).toEqual([attachment]);
    // As an <img> or a link asks: without a token.
    const download = await fetch(shown[0]?.url ?? "");
    expect([download.status, await download.text()]).toEqual([200, await file.text()]);
  });

  test("a form without a file is a message; a blank one without a file is refused, and what follows the refusal still works", async () => {
    const [ahmed] = await nest.join("ahmed");
    const id = await nest.direct("ahmed", "fatima");
    const path = `/api/messages/conversations/${id}/messages`;
    const form = (content: string) => {
      const body = new FormData();
      body.append("content", content);
      body.append("type", "TEXT");
      return body;
    };
    expect(await ahmed.request("POST", path, form("Only words"))).toMatchObject({ status: 201, body: { data: { content: "Only words", attachments: [] } } });
    expect(await ahmed.request("POST", path, form(" "))).toMatchObject({ status: 400, body: { success: false, error: "validation_failed" } });
    expect(await ahmed.request("POST", path, form("Again"))).toMatchObject({ status: 201 });
  });
});

describe("search", () => {
  test("N-API-05 N-API-05a N-API-05b N-API-05c N-API-05d N-T-05 N-P-08 finds by words, in all or one conversation, page by page", async () => {
    const [hana] = await nest.join("hana");
    const one = await nest.direct("hana", "idris");
    const other = await nest.direct("hana", "jamal");
    for (let count = 0; count < 3; count++) await nest.send("idris", one, `The carpet number ${count}`);
    await nest.send("jamal", other, "Which carpet?");
    const all = await hana.search({ query: "carpet" });
    expect(all).toMatchObject({ status: 200, body: { success: true, meta: { page: 1, limit: 20, total: 4 } } });
    expect(rows(all).find(({ content }) => content === "Which carpet?")).toEqual(
      expect.objectContaining({
        id: expect.any(String),
        conversationId: other,
        sender: person("jamal"),
        createdAt: iso,
        conversation: expect.objectContaining({ type: "DIRECT", participants: [person("jamal")] }),
      }),
    );
    const within = await hana.search({ query: "carpet", conversationId: one, limit: 2 });
    const rest = await hana.search({ query: "carpet", conversationId: one, limit: 2, page: 2 });
    expect([within.body.meta, rest.body.meta]).toEqual([
      { page: 1, limit: 2, total: 3 },
      { page: 2, limit: 2, total: 3 },
    ]);
    const found = [...rows(within), ...rows(rest)].map(({ content }) => content);
    expect(found.sort()).toEqual(["The carpet number 0", "The carpet number 1", "The carpet number 2"]);
  });
});
