import { describe, expect, test, vi } from "vitest";
import { iso, nameOf, nowhere, person, useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar();

type Row = Record<string, unknown> & { id: string; content: string };
const rows = ({ body }: { body: Record<string, unknown> }) => body.data as Row[];
const opened = ({ body }: { body: Record<string, unknown> }) => body.data as { conversation: Row; messages: Row[] };
const idOf = ({ body }: { body: Record<string, unknown> }) => (body.data as Row).id;

describe("refusals", () => {
  test("T-API-01 T-API-02 T-API-03 T-API-04 T-API-05 T-API-06 T-API-07 T-API-08 without a token everything is refused, in the envelope", async () => {
    for (const [method, path] of [
      ["GET", "/conversations"],
      ["GET", `/conversations/${nowhere}`],
      ["POST", "/conversations"],
      ["PUT", `/conversations/${nowhere}/archive`],
      ["PUT", `/conversations/${nowhere}/mute`],
      ["DELETE", `/conversations/${nowhere}`],
      ["GET", "/search-users?q=ada"],
      ["GET", "/unread-count"],
      ["GET", "/search?q=ada"],
      ["POST", "/upload"],
    ] as const) {
      const response = await bazaar.server.fetch(`/bazaar/api/messages${path}`, { method });
      expect([response.status, response.headers.get("content-type")]).toEqual([401, "application/json; charset=utf-8"]);
      const refused = { success: false, code: "unauthenticated", message: expect.any(String), error: expect.any(String), requestId: expect.any(String) };
      expect(await response.json()).toMatchObject(refused);
    }
  });

  test("T-SEC-05 defect 5: a stranger, and whoever has left, finds no conversation, whatever they ask of it", async () => {
    const id = await bazaar.group("ada", "bob", "lea");
    const [ada, mallory, lea] = await bazaar.join("ada", "mallory", "lea");
    await lea.leaveConversation(id);
    for (const client of [mallory, lea])
      for (const answer of [
        await client.getConversation(id),
        await client.archiveConversation(id, true),
        await client.muteConversation(id, true),
        await client.leaveConversation(id),
        await client.upload(id, new File(["x"], "x.txt")),
        await client.request("GET", `/search?q=anything&conversationId=${id}`),
      ])
        expect(answer).toMatchObject({ status: 404, body: { success: false, code: "not_found" } });
    expect(await mallory.getConversations({ includeArchived: true })).toMatchObject({ body: { data: [], pagination: { total: 0 } } });
    expect(opened(await ada.getConversation(id)).conversation).toMatchObject({ is_archived: false, is_muted: false });
  });

  test("what is not as documented is refused with the fields named, and never with a 500", async () => {
    const [ada] = await bazaar.join("ada");
    const bad = (path: string) => ({ status: 400, body: { success: false, code: "validation_failed", errors: [{ path }] } });
    for (const draft of [{}, { participantIds: [] }, { participantIds: "bob" }, { participantIds: [{ id: "bob" }] }, { participantIds: [-1] }])
      expect(await ada.request("POST", "/conversations", draft)).toMatchObject({ status: 400, body: { success: false, code: "validation_failed" } });
    expect(await ada.request("POST", "/conversations", { participantIds: ["bob"], type: "channel" })).toMatchObject(bad("type"));
    expect(await ada.request("POST", "/conversations", { participantIds: ["bob"], adId: { $gt: 0 } })).toMatchObject(bad("adId"));
    expect(await ada.createConversation({ participantIds: ["nobody at all"] })).toMatchObject({ status: 400, body: { code: "user_unknown" } });
    expect(await ada.request("PUT", `/conversations/${nowhere}/archive`, { isArchived: "yes" })).toMatchObject(bad("isArchived"));
    for (const query of ["limit=0", "limit=101", "limit=x", "offset=-1", "offset=99999999999", "includeArchived=maybe"])
      expect(await ada.request("GET", `/conversations?${query}`)).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(await ada.getConversation("1; drop table messages")).toMatchObject(bad("id"));
    const options = { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${await bazaar.server.tokenFor("ada")}` } };
    const broken = await fetch(`${bazaar.server.url}/bazaar/api/messages/conversations`, { ...options, body: "{" });
    expect([broken.status, await broken.json()]).toMatchObject([400, { success: false, code: "malformed_json" }]);
    expect(await ada.request("GET", "/nothing")).toMatchObject({ status: 404, body: { success: false, code: "unknown_operation" } });
    expect(await ada.request("PATCH", "/conversations", {})).toMatchObject({ status: 405, body: { success: false, code: "method_not_allowed" } });
  });

  test("another's id in the body changes nothing: the token alone says who asks", async () => {
    const [mallory, bob] = await bazaar.join("mallory", "bob");
    const forged = { participantIds: ["bob"], userId: "ada", user_id: "ada", createdBy: "ada", senderId: "ada" };
    const made = await mallory.request("POST", "/conversations", forged);
    expect(made).toMatchObject({ status: 201, body: { data: { participants: [person("bob"), person("mallory")] } } });
    await mallory.socket.timeout(10_000).emitWithAck("message:send", { conversationId: idOf(made), content: "I am Ada", userId: "ada", senderId: "ada" });
    expect(opened(await bob.getConversation(idOf(made))).messages).toMatchObject([{ content: "I am Ada", sender: person("mallory") }]);
  });
});

describe("creating", () => {
  test("T-API-03 T+API-03 T-P-12 T-T-08 a new direct conversation is 201 with its row; the same pair again is 200 with the same id", async () => {
    const [sita, ram] = await bazaar.join("sita", "ram");
    const first = await sita.createConversation({ participantIds: ["ram"] });
    expect(first).toEqual({
      status: 201,
      body: {
        success: true,
        data: {
          id: expect.any(String),
          type: "direct",
          title: null,
          ad_id: null,
          ad_info: null,
          created_at: iso(),
          updated_at: iso(),
          last_message_at: iso(),
          participants: [person("ram"), person("sita")],
        },
      },
    });
    const again = await ram.createConversation({ participantIds: ["sita", "ram"], type: "direct", title: "ignored" });
    expect(again).toMatchObject({ status: 200, body: { success: true, message: "Conversation already exists", data: { id: idOf(first) } } });
  });

  test("T-P-11 T-DM-01 a conversation is about its advertisement; people and advertisements that are numbers stay numbers", async () => {
    await bazaar.as("38").call("users.me", {});
    const [buyer, seller] = await bazaar.join("27", "38");
    const plain = await buyer.createConversation({ participantIds: [38] });
    const about = await buyer.createConversation({ participantIds: [38], type: "direct", adId: 512 });
    expect(idOf(about)).not.toBe(idOf(plain));
    expect(about.body.data).toMatchObject({ ad_id: 512, ad_info: { id: 512, title: "Ad 512", slug: null }, participants: [{ id: 27 }, { id: 38 }] });
    expect(rows(await seller.getConversations()).map(({ ad_id }) => ad_id)).toEqual([512, null]);
    // What the host says of it in the native contract is what its clients are shown.
    const context = { type: "ad", id: "7", title: "Mountain bike", url: "https://market.example/ad/mountain-bike-7" };
    await bazaar.as("27").call("conversations.create", { type: "direct", participantIds: ["38"], context });
    const bike = await buyer.createConversation({ participantIds: ["38"], adId: 7 });
    expect(bike).toMatchObject({ status: 200, body: { data: { ad_id: 7, ad_info: { id: 7, title: "Mountain bike", slug: "mountain-bike-7" } } } });
  });

  test("T-P-13 T-DM-02 a group has a title and each person once", async () => {
    const [gita, hari] = await bazaar.join("gita", "hari", "isha");
    const made = await gita.createConversation({ participantIds: ["hari", "isha", "hari", "gita"], type: "group", title: "Traders" });
    expect(made).toMatchObject({ status: 201, body: { data: { type: "group", title: "Traders" } } });
    expect((made.body.data as { participants: { id: string }[] }).participants.map(({ id }) => id).sort()).toEqual(["gita", "hari", "isha"]);
    expect(opened(await hari.getConversation(idOf(made))).messages).toMatchObject([{ type: "system", content: `${nameOf("gita")} started the conversation` }]);
  });

  test("defect 9: fifty at once, from both sides and over both transports, make one conversation per pair and advertisement", async () => {
    const [uma, vik] = await bazaar.join("uma", "vik");
    const made = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const draft = { participantIds: [index % 2 === 0 ? "vik" : "uma"], adId: index % 3 === 0 ? 1 : 2 };
        const client = index % 2 === 0 ? uma : vik;
        const id = index % 5 === 0 ? (await client.openConversation(draft)).id : idOf(await client.createConversation(draft));
        return `${draft.adId} ${id}`;
      }),
    );
    expect(new Set(made).size).toBe(2);
    expect((await uma.getConversations()).body.pagination).toMatchObject({ total: 2 });
  });
});

describe("the list", () => {
  test("T-API-01 T+API-01 T-P-03 T-P-09 T-P-10 T-T-04 a row has its participants, the last message, what is unread and who is there, and no e-mail (defects 8 and 13)", async () => {
    const [nima, omi] = await bazaar.join("nima", "omi");
    const id = idOf(await nima.createConversation({ participantIds: ["omi"], adId: "bike-1" }));
    await omi.sendMessage(id, "Is it sold?");
    const { id: last } = await omi.sendMessage(id, "I can come today");
    expect(await nima.getConversations()).toEqual({
      status: 200,
      body: {
        success: true,
        data: [
          {
            id,
            type: "direct",
            title: null,
            ad_id: "bike-1",
            ad_info: { id: "bike-1", title: "Ad bike-1", slug: null, url: null, image: null },
            created_at: iso(),
            updated_at: iso(),
            last_message_at: iso(),
            is_muted: false,
            is_archived: false,
            last_read_message_id: null,
            unread_count: 2,
            last_message: { id: last, content: "I can come today", type: "text", createdAt: iso(), sender: person("omi") },
            participants: [
              { ...person("nima"), isOnline: true, lastSeen: null },
              { ...person("omi"), isOnline: true, lastSeen: null },
            ],
          },
        ],
        pagination: { limit: 50, offset: 0, total: 1 },
      },
    });
  });

  test("T-SC-02 T-SC-06 defect 2: pages by offset hold every conversation once, newest first, and the total is of all of them", async () => {
    const [pema] = await bazaar.join("pema");
    const ids: string[] = [];
    for (let count = 0; count < 55; count++) {
      const id = await bazaar.direct("pema", `buyer${count}`);
      await bazaar.send("pema", id, `hello ${count}`);
      ids.unshift(id);
    }
    const first = await pema.getConversations();
    expect(first.body.pagination).toEqual({ limit: 50, offset: 0, total: 55 });
    const second = await pema.getConversations({ offset: 50 });
    expect(second.body.pagination).toEqual({ limit: 50, offset: 50, total: 55 });
    expect([first, second].flatMap((page) => rows(page).map(({ id }) => id))).toEqual(ids);
    // A row carries its last message and no others.
    expect(rows(first).every((row) => !("messages" in row))).toBe(true);
  });

  test("defect 16: a list of fifty costs as many statements as a list of one", async () => {
    const [qadir, rita] = await bazaar.join("qadir", "rita");
    await bazaar.send("rita", await bazaar.direct("rita", "qadir"), "only this");
    for (let count = 0; count < 49; count++) await bazaar.send("qadir", await bazaar.direct("qadir", `seller${count}`), "and this");
    const query = vi.spyOn(bazaar.server.server.app.pool, "query");
    const cost = async (client: typeof rita, length: number) => {
      query.mockClear();
      expect(rows(await client.getConversations())).toHaveLength(length);
      // Reads of conversations; what runs in the background meanwhile is not the list's.
      return query.mock.calls.filter(([asked]) => /conversation_(list|members|last)/.test(String((asked as { name?: string }).name))).length;
    };
    const costs = [await cost(rita, 1), await cost(qadir, 50)];
    query.mockRestore();
    expect(costs[0]).toBeGreaterThan(0);
    expect(costs[1]).toBe(costs[0]);
  });

  test("T-API-04 T-API-05 T+API-04 T-P-14 T-P-15 archived ones are left out unless asked for; muting is one's own", async () => {
    const [sara, tek] = await bazaar.join("sara", "tek");
    const [kept, old] = [await bazaar.direct("sara", "tek"), await bazaar.group("sara", "tek")];
    expect(await sara.archiveConversation(old, true)).toEqual({ status: 200, body: { success: true, message: "Conversation archived" } });
    expect(await sara.muteConversation(kept, true)).toEqual({ status: 200, body: { success: true, message: "Conversation muted" } });
    expect(rows(await sara.getConversations())).toMatchObject([{ id: kept, is_muted: true, is_archived: false }]);
    const all = await sara.getConversations({ includeArchived: true });
    expect(all.body.pagination).toMatchObject({ total: 2 });
    expect(rows(all).find(({ id }) => id === old)).toMatchObject({ is_archived: true, is_muted: false });
    expect(rows(await tek.getConversations()).map(({ is_muted, is_archived }) => [is_muted, is_archived])).toEqual([
      [false, false],
      [false, false],
    ]);
    expect((await sara.archiveConversation(old, false)).body.message).toBe("Conversation unarchived");
    expect((await sara.muteConversation(kept, false)).body.message).toBe("Conversation unmuted");
    expect(rows(await sara.getConversations())).toHaveLength(2);
  });

  test("T-P-15 a conversation that was muted until a time is not muted after it", async () => {
    const [xi] = await bazaar.join("xi", "yan");
    const id = await bazaar.direct("xi", "yan");
    const muted = async () => rows(await xi.getConversations())[0]?.is_muted;
    for (const [until, isMuted] of [
      [60_000, true],
      [-60_000, false],
    ] as const) {
      const time = new Date(bazaar.server.clock.now() + until).toISOString();
      await bazaar.as("xi").call("conversations.mute", { conversationId: id, muted: true, until: time });
      expect(await muted()).toBe(isMuted);
    }
  });
});

describe("one conversation", () => {
  test("T-API-02 T+API-02 T-DM-03 T-DM-04 T-P-04 it comes with its messages, oldest first, and who has read them", async () => {
    const [ada, ben] = await bazaar.join("ada", "ben");
    const id = await bazaar.direct("ada", "ben");
    const first = await ada.sendMessage(id, "Frist");
    await ada.editMessage(first.id, "First");
    await ben.markAsRead(id);
    const second = await ada.sendMessage(id, "Second");
    const shown = { conversation_id: id, type: "text", attachment_url: null, is_deleted: false, deleted_at: null, created_at: iso(), reactions: [] };
    expect(await ada.getConversation(id)).toEqual({
      status: 200,
      body: {
        success: true,
        data: {
          conversation: expect.objectContaining({
            id,
            type: "direct",
            unread_count: 0,
            last_read_message_id: second.id,
            participants: [
              { ...person("ada"), isOnline: true, lastSeen: null },
              { ...person("ben"), isOnline: true, lastSeen: null },
            ],
          }),
          messages: [
            { ...shown, id: first.id, content: "First", is_edited: true, edited_at: iso(), sender: person("ada"), read_by: ["ada", "ben"] },
            { ...shown, id: second.id, content: "Second", is_edited: false, edited_at: null, sender: person("ada"), read_by: ["ada"] },
          ],
        },
        pagination: { limit: 50, offset: 0, total: 2, hasMore: false },
      },
    });
  });

  test("T-SC-02 T-SC-06 defects 1 and 2: a conversation of 1,000 opens at its newest fifty, and its pages give all of it once", async () => {
    const [cora] = await bazaar.join("cora");
    const id = await bazaar.direct("cora", "dev");
    const numbers = Array.from({ length: 1000 }, (_, index) => index + 1);
    // One after another, as a queue keeps them; each waits for its answer only at the end.
    await Promise.all(numbers.map((number) => bazaar.send("dev", id, `message ${number}`)));
    const newest = await cora.getConversation(id);
    expect(newest.body.pagination).toEqual({ limit: 50, offset: 0, total: 1000, hasMore: true });
    const sent = await bazaar.as("cora").call("messages.list", { conversationId: id, limit: 50 });
    expect(opened(newest).messages.map((message) => message.id)).toEqual(sent.messages.map((message) => message.id));
    const pages = [newest];
    for (let offset = 50; offset < 1000; offset += 50) pages.unshift(await cora.getConversation(id, { limit: 50, offset }));
    expect(pages.map(({ body }) => (body.pagination as { hasMore: boolean }).hasMore)).toEqual([false, ...Array.from({ length: 19 }, () => true)]);
    const all = pages.flatMap((page) => opened(page).messages.map(({ content }) => content));
    expect(all.length).toBe(1000);
    expect(new Set(all)).toEqual(new Set(numbers.map((number) => `message ${number}`)));
    expect(await cora.getConversation(id, { offset: 1000 })).toMatchObject({ body: { data: { messages: [] }, pagination: { total: 1000, hasMore: false } } });
  });

  test("T-P-08 defect 7: a deleted message is told as deleted, and its text is nowhere any more", async () => {
    const [ella, finn] = await bazaar.join("ella", "finn");
    const id = await bazaar.direct("ella", "finn");
    const { id: messageId } = await ella.sendMessage(id, "The pin is 4711");
    await ella.deleteMessage(messageId);
    const answers = [await finn.getConversation(id), await finn.getConversations(), await finn.request("GET", "/search?q=4711")];
    expect(opened(answers[0] as never).messages).toMatchObject([{ id: messageId, content: "", is_deleted: true, deleted_at: iso() }]);
    expect(JSON.stringify(answers)).not.toContain("4711");
    const { rows: stored } = await bazaar.server.pool.query("select text from messages where conversation_id = $1", [id]);
    expect(JSON.stringify(stored)).not.toContain("4711");
  });

  test("T-API-08 T-P-16 defect 10: a group is left; a direct conversation, which needs both, is put away", async () => {
    const [gul, hana] = await bazaar.join("gul", "hana");
    const [group, direct] = [await bazaar.group("gul", "hana"), await bazaar.direct("gul", "hana")];
    for (const id of [group, direct]) expect(await hana.leaveConversation(id)).toEqual({ status: 200, body: { success: true, message: "Conversation left" } });
    expect(rows(await hana.getConversations())).toEqual([]);
    expect((await hana.getConversation(group)).status).toBe(404);
    expect(opened(await gul.getConversation(group)).conversation.participants).toMatchObject([{ id: "gul" }]);
    expect(
      rows(await gul.getConversations())
        .map(({ id }) => id)
        .sort(),
    ).toEqual([direct, group].sort());
    // She is still reachable there, and finds it again.
    await gul.sendMessage(direct, "One more question");
    expect(opened(await hana.getConversation(direct)).messages).toMatchObject([{ content: "One more question" }]);
  });
});

describe("people and counts", () => {
  test("T-API-06 T+API-05 T-P-17 defects 8 and 16: people are found by two letters of their name, never by their e-mail, which nobody is told", async () => {
    const email = "karuna.secret@mail.example";
    const registered = await bazaar.server.anonymous("auth.register", { email, password: "a long password", name: "Karuna Rai" });
    const [jit] = await bazaar.join("jit");
    const found = await jit.searchUsers("karun");
    const karuna = { id: registered.user.id, fullName: "Karuna Rai", full_name: "Karuna Rai", avatar: null };
    expect(found).toEqual({ status: 200, body: { success: true, data: [karuna] } });
    for (const nobody of ["", "k", " k ", "secret@mail", "%%", "__"]) expect(rows(await jit.searchUsers(nobody))).toEqual([]);
    expect(rows(await jit.searchUsers("jit"))).toEqual([]);
    const id = idOf(await jit.createConversation({ participantIds: [registered.user.id] }));
    const everything = [found, await jit.getConversations(), await jit.getConversation(id)];
    expect(JSON.stringify(everything)).not.toMatch(/mail/i);
    for (let count = 0; count < 25; count++) await bazaar.server.as(`namesake${count}`, { name: "Bahadur Gurung" }).call("users.me", {});
    expect(rows(await jit.searchUsers("bahadur"))).toHaveLength(20);
  });

  test("T-API-07 T+API-06 T-P-10 T-T-07 unread counts follow what is sent and read, and one's own messages are none", async () => {
    const [kiran, lok] = await bazaar.join("kiran", "lok", "mina");
    const [one, other] = [await bazaar.direct("kiran", "lok"), await bazaar.direct("kiran", "mina")];
    const unread = async () => (await kiran.getUnreadCount()).body;
    expect(await unread()).toEqual({ success: true, data: { unread_conversations: 0, unread_messages: 0 } });
    for (const text of ["one", "two"]) await lok.sendMessage(one, text);
    await bazaar.send("mina", other, "three");
    expect(await unread()).toMatchObject({ data: { unread_conversations: 2, unread_messages: 3 } });
    await kiran.markAsRead(one);
    expect(await unread()).toMatchObject({ data: { unread_conversations: 1, unread_messages: 1 } });
    await kiran.sendMessage(other, "four");
    expect(await unread()).toMatchObject({ data: { unread_conversations: 0, unread_messages: 0 } });
  });
});
