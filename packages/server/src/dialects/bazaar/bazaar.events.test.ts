import { ask, type BazaarClient, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { heard, iso, nameOf, person, settled, useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar();

/** Presence comes and goes beside everything else. */
const told = (client: BazaarClient) => client.heard.filter(({ event }) => event !== "user:status");

describe("refusals", () => {
  test("T-SEC-01 T-SDK-04 without a token, or with a wrong one, there is no connection, and the reason is told", async () => {
    for (const [token, code] of [
      ["", "unauthenticated"],
      ["not a token", "token_invalid"],
    ] as const)
      await expect(bazaar.joinWith(token)).rejects.toMatchObject({ message: code, data: { code } });
  });

  test("T-SEC-05 defects 5 and 11: a stranger's and a former member's events do nothing; they are refused, with an acknowledgement or without", async () => {
    const id = await bazaar.group("ada", "bob", "eve");
    const { id: messageId } = await bazaar.send("ada", id, "Between us");
    await bazaar.as("eve").call("conversations.leave", { conversationId: id });
    const [ada, mallory, eve] = await bazaar.join("ada", "mallory", "eve");
    const payloads = [
      ["message:send", { conversationId: id, content: "Let me in", type: "text", userId: "ada" }],
      ["message:edit", { messageId, newContent: "Mine now" }],
      ["message:delete", { messageId }],
      ["message:react", { messageId, emoji: "👍" }],
      ["message:read", { conversationId: id }],
      ["typing:start", { conversationId: id, userId: "ada" }],
      ["typing:stop", { conversationId: id }],
    ] as const;
    for (const outsider of [mallory, eve]) {
      for (const [event, payload] of payloads) {
        const answer = await outsider.socket.timeout(10_000).emitWithAck(event, payload);
        expect({ event, answer }).toMatchObject({ event, answer: { success: false, code: "not_found", status: 404, error: expect.any(String) } });
        outsider.socket.emit(event, payload);
      }
      await waitFor("the refusals", () => outsider.of("error").length === payloads.length);
      const refused = payloads.map(([event]) => expect.objectContaining({ event, code: "not_found", message: expect.any(String) }));
      expect(outsider.of("error")).toEqual(expect.arrayContaining(refused));
      await settled(outsider);
      expect(told(outsider).filter(({ event }) => event !== "error")).toEqual([]);
    }
    await settled(ada);
    expect(told(ada)).toEqual([]);
    expect((await ada.getConversation(id)).body).toMatchObject({ data: { messages: [{}, { content: "Between us", is_edited: false, reactions: [] }, {}] } });
  });

  test("a member changes nobody else's message: neither its text nor, in a direct conversation, its existence", async () => {
    const id = await bazaar.direct("ada", "bob");
    const { id: messageId } = await bazaar.send("ada", id, "Mine");
    const [bob] = await bazaar.join("bob");
    await expect(bob.editMessage(messageId, "His")).rejects.toMatchObject({ response: { code: "forbidden" } });
    await expect(bob.deleteMessage(messageId)).rejects.toMatchObject({ response: { code: "forbidden" } });
  });

  test("defect 11: hostile bodies are refused with a code, never a crash: no content, foreign types, addresses from anywhere, too much", async () => {
    const [one, other] = [await bazaar.direct("ada", "bob"), await bazaar.direct("ada", "cleo")];
    const elsewhere = await bazaar.send("cleo", other, "Elsewhere");
    const [ada] = await bazaar.join("ada");
    const refusal = async (event: string, ...payload: unknown[]) => (await ada.socket.timeout(10_000).emitWithAck(event, ...payload)).code;
    const send = { conversationId: one, content: "x", type: "text" };
    for (const payload of [
      { ...send, content: "  " },
      { ...send, content: null },
      { ...send, content: { $ne: "" } },
      { ...send, content: "x".repeat(8001) },
      { ...send, content: "nul \0 byte" },
      { ...send, type: "system" },
      { ...send, conversationId: 1 },
      { ...send, conversationId: "1 or 1=1" },
      { ...send, attachmentUrl: "https://evil.example/tracker.png" },
      { ...send, attachmentUrl: "javascript:alert(1)//files/0190a0b0-0000-7000-8000-00000000000" },
      { ...send, attachmentUrl: "/files/------------------------------------" },
      "hello",
      42,
      [],
      null,
    ])
      expect({ payload, code: await refusal("message:send", payload) }).toEqual({ payload, code: "validation_failed" });
    expect(await refusal("message:send")).toBe("validation_failed");
    expect(await refusal("message:send", { ...send, attachmentUrl: `https://evil.example/files/${crypto.randomUUID()}` })).toBe("attachment_not_found");
    expect(await refusal("message:read", { conversationId: one, messageId: elsewhere.id })).toBe("validation_failed");
    expect(await refusal("conversation:create", { participantIds: ["nobody at all"] })).toBe("user_unknown");
    expect(await refusal("message:edit", { messageId: "12", newContent: "x" })).toBe("validation_failed");
    for (const event of ["message:drop", "__proto__", "constructor", "hasOwnProperty"]) expect(await refusal(event, {})).toBe("unknown_operation");
    // It is still of use.
    expect((await ada.sendMessage(one, "fine")).content).toBe("fine");
  });
});

describe("messages", () => {
  test("T-EV-01 T+EV-01 T+EV-02 T+EV-03 T-P-01 T-P-06 T-T-05 every device of every participant hears a message and the list's change; its sender is answered", async () => {
    const id = await bazaar.group("sita", "ram", "gita");
    const [sita, phone, laptop, gita, mallory] = await bazaar.join("sita", "ram", "ram", "gita", "mallory");
    const answer = await sita.socket.timeout(10_000).emitWithAck("message:send", { conversationId: id, content: "Is it sold?", type: "text" });
    const members = [sita, phone, laptop, gita];
    await heard("conversation:updated", 1, ...members);
    const message = {
      id: expect.any(String),
      conversationId: id,
      sender: person("sita"),
      content: "Is it sold?",
      type: "text",
      attachmentUrl: null,
      createdAt: iso(),
    };
    expect(answer).toEqual({ success: true, message });
    for (const member of members) {
      expect(member.of("message:new")).toEqual([answer.message]);
      const update = { conversationId: id, lastMessage: answer.message, timestamp: answer.message.createdAt };
      expect(member.of("conversation:updated")).toEqual([update]);
    }
    await settled(mallory);
    expect(told(mallory)).toEqual([]);
  });

  test("T-EV-01 defect 11: without an acknowledgement function a message is sent all the same, and one socket's messages keep their order", async () => {
    const id = await bazaar.direct("hari", "isha");
    const [hari, isha] = await bazaar.join("hari", "isha");
    for (let count = 0; count < 50; count++) hari.socket.emit("message:send", { conversationId: id, content: `${count}`, type: "text" });
    await heard("message:new", 50, isha);
    expect(isha.of("message:new").map(({ content }) => content)).toEqual(Array.from({ length: 50 }, (_, count) => `${count}`));
    expect(hari.of("error")).toEqual([]);
  });

  test("T-EV-02 T+EV-05 T-P-07 an edit is told with its text and time", async () => {
    const id = await bazaar.direct("jit", "kiran");
    const [jit, kiran] = await bazaar.join("jit", "kiran");
    const { id: messageId } = await jit.sendMessage(id, "Frist");
    expect(await jit.editMessage(messageId, "First")).toEqual({ success: true });
    await heard("message:edited", 1, jit, kiran);
    expect(kiran.of("message:edited")).toEqual([{ conversationId: id, messageId, newContent: "First", editedAt: iso() }]);
    expect(kiran.messages).toMatchObject([{ id: messageId, content: "First", isEdited: true }]);
  });

  test("T-EV-03 T+EV-06 T-P-08 a deletion is told with its time and without the text; it is soft: the message keeps its place", async () => {
    const id = await bazaar.direct("jit", "kiran");
    const [jit, kiran] = await bazaar.join("jit", "kiran");
    const { id: messageId } = await jit.sendMessage(id, "A secret");
    expect(await jit.deleteMessage(messageId)).toEqual({ success: true });
    await heard("message:deleted", 1, jit, kiran);
    expect(kiran.of("message:deleted")).toEqual([{ conversationId: id, messageId, deletedAt: iso() }]);
    const { messages } = (await kiran.getConversation(id)).body.data as { messages: { id: string }[] };
    expect(messages).toContainEqual(expect.objectContaining({ id: messageId, is_deleted: true, content: "" }));
  });

  test("T-EV-04 T+EV-04 T-DM-04 T-P-04 defect 4: reading is told to the others, once, and is a place in the conversation and not a time", async () => {
    const id = await bazaar.direct("lok", "mina");
    const [lok, mina, phone] = await bazaar.join("lok", "mina", "mina");
    const first = await lok.sendMessage(id, "one");
    await lok.sendMessage(id, "two");
    // Delivered to another kind of client, and so read by nobody.
    await bazaar.as("mina").call("receipts.delivered", { conversationId: id, seq: 1 });
    expect(await mina.socket.timeout(10_000).emitWithAck("message:read", { conversationId: id, messageId: first.id })).toEqual({ success: true });
    await heard("message:read", 1, lok);
    await lok.sendMessage(id, "three");
    const readers = async () =>
      ((await lok.getConversation(id)).body.data as { messages: { read_by: string[] }[] }).messages.map(({ read_by }) => read_by.length);
    expect(await readers()).toEqual([2, 1, 1]);
    expect(await mina.markAsRead(id)).toEqual({ success: true });
    await heard("message:read", 2, lok);
    expect(await readers()).toEqual([2, 2, 2]);
    // Again, from a clock that runs behind or before: nothing is left to move.
    expect(await phone.markAsRead(id)).toEqual({ success: true });
    await settled(lok);
    const receipt = { conversationId: id, userId: "mina", readAt: iso() };
    expect(lok.of("message:read")).toEqual([receipt, receipt]);
    await settled(mina);
    expect(mina.of("message:read")).toEqual([]);
    // The reader's other devices learn it as their own.
    await waitFor("the count", () => phone.of("conversation:settings").some(({ unreadCount }) => unreadCount === 0));
  });
});

describe("typing", () => {
  test("T-EV-05 T-EV-06 T+EV-07 T-DM-05 T-P-02 T-T-06 the others see who types and when they stop, by name", async () => {
    const id = await bazaar.group("nima", "omi", "pema");
    const [nima, omi, pema] = await bazaar.join("nima", "omi", "pema");
    nima.startTyping(id);
    await heard("typing:user-started", 1, omi, pema);
    expect([...omi.typingUsers]).toEqual(["nima"]);
    nima.stopTyping(id);
    await heard("typing:user-stopped", 1, omi, pema);
    const typing = { conversationId: id, userId: "nima", userName: nameOf("nima") };
    expect([omi.of("typing:user-started"), pema.of("typing:user-stopped")]).toEqual([[typing], [typing]]);
    expect([...omi.typingUsers, ...pema.typingUsers]).toEqual([]);
    await settled(nima);
    expect(told(nima)).toEqual([]);
  });

  test("T+EV-07 T-DM-05 T+DM-01 typing ends by itself: with the message, and when nothing more is typed", async () => {
    const id = await bazaar.direct("omi", "pema");
    const [omi, pema] = await bazaar.join("omi", "pema");
    omi.startTyping(id);
    await heard("typing:user-started", 1, pema);
    await omi.sendMessage(id, "Sent");
    await heard("message:new", 1, pema);
    expect(pema.of("typing:user-stopped")).toHaveLength(1);
    omi.startTyping(id);
    await heard("typing:user-started", 2, pema);
    await heard("typing:user-stopped", 2, pema);
    expect([...pema.typingUsers]).toEqual([]);
  });
});

describe("conversations", () => {
  test("T-EV-07 T+EV-08 T-P-11 T-T-08 whoever is taken into a conversation hears of it, on every device, and at once hears what is said there", async () => {
    const [qadir, rita, phone] = await bazaar.join("qadir", "rita", "rita");
    const conversation = await qadir.openConversation({ participantIds: ["rita"], type: "direct", adId: 9 });
    expect(conversation).toMatchObject({ type: "direct", title: null, ad_id: 9, created_at: iso(), participants: [person("qadir"), person("rita")] });
    await heard("conversation:created", 1, qadir, rita, phone);
    expect(phone.of("conversation:created")).toEqual([conversation]);
    await qadir.sendMessage(String(conversation.id), "Hello");
    await heard("message:new", 1, rita, phone);
    // The same again is the same one, and no news.
    expect((await rita.openConversation({ participantIds: ["qadir"], adId: 9 })).id).toBe(conversation.id);
    await settled(qadir);
    expect(qadir.of("conversation:created")).toHaveLength(1);
  });

  test("T-P-13 T-P-16 what the document has no word for is said in its style: who comes, who goes, a new title", async () => {
    const id = await bazaar.group("sara", "tek");
    const [sara, tek, uma] = await bazaar.join("sara", "tek", "uma");
    await bazaar.as("sara").call("conversations.addMembers", { conversationId: id, userIds: ["uma"] });
    await bazaar.as("sara").call("conversations.update", { conversationId: id, title: "Buyers" });
    await tek.leaveConversation(id);
    await heard("participant:left", 1, sara, tek, uma);
    expect(tek.of("participants:added")).toEqual([{ conversationId: id, participants: [person("uma")] }]);
    expect(tek.of("conversation:changed")).toMatchObject([{ id, type: "group", title: "Buyers" }]);
    expect(uma.of("participant:left")).toEqual([{ conversationId: id, userId: "tek" }]);
    expect(uma.of("message:new").map(({ type, content }) => [type, content])).toContainEqual(["system", `${nameOf("tek")} left`]);
    await sara.sendMessage(id, "Is he gone?");
    await waitFor("the message", () => uma.messages.some(({ content }) => content === "Is he gone?"));
    await settled(tek);
    expect(JSON.stringify(tek.heard)).not.toContain("Is he gone?");
  });

  test("T-P-14 T-P-15 what one sets for oneself is told to one's own devices alone", async () => {
    const id = await bazaar.direct("vik", "wida");
    const [vik, phone, wida] = await bazaar.join("vik", "vik", "wida");
    await vik.archiveConversation(id, true);
    await vik.muteConversation(id, true);
    await heard("conversation:settings", 2, vik, phone);
    expect(phone.of("conversation:settings")).toEqual([
      { conversationId: id, isArchived: true, isMuted: false, unreadCount: 0 },
      { conversationId: id, isArchived: true, isMuted: true, unreadCount: 0 },
    ]);
    await settled(wida);
    expect(told(wida)).toEqual([]);
  });
});

describe("presence", () => {
  test("T-EV-08 T+EV-09 T-P-03 defects 3 and 13: three tabs, two closed, and one is still there for others, in events and lists", async () => {
    const id = await bazaar.direct("xi", "yan");
    const [xi, mallory] = await bazaar.join("xi", "mallory");
    await waitFor("the watch", () => bazaar.server.server.app.connections.watching("yan").length === 1);
    const [one, two, three] = await bazaar.join("yan", "yan", "yan");
    await heard("user:status", 1, xi);
    expect(xi.of("user:status")).toEqual([{ userId: "yan", isOnline: true, timestamp: iso() }]);
    one.close();
    two.close();
    await waitFor("two to be gone", () => bazaar.server.server.app.connections.of("yan").length === 1);
    await xi.sendMessage(id, "To the third");
    await heard("message:new", 1, three);
    const peer = async () => {
      const [row] = (await xi.getConversations()).body.data as { participants: { id: string }[] }[];
      return row?.participants.find((participant) => participant.id === "yan");
    };
    expect(await peer()).toMatchObject({ isOnline: true });
    expect(xi.of("user:status")).toHaveLength(1);
    three.close();
    await heard("user:status", 2, xi);
    expect(xi.of("user:status").at(-1)).toEqual({ userId: "yan", isOnline: false, timestamp: iso() });
    expect(await peer()).toMatchObject({ isOnline: false, lastSeen: iso() });
    await settled(mallory);
    expect(mallory.of("user:status")).toEqual([]);
  });
});

describe("others", () => {
  test("T-T-05 a user of the native contract and one of bazaar talk, edit, delete and read, each in their own words", async () => {
    const id = await bazaar.direct("zoe", "nils");
    const [zoe] = await bazaar.join("zoe");
    const nils = await bazaar.server.connect("nils", { name: nameOf("nils") });
    const shown: unknown[] = [];
    for (const event of ["message:created", "message:edited", "message:deleted"]) nils.on(event, ({ message }) => shown.push([event, message.text]));
    nils.on("message:receipt", ({ userId, readSeq }) => shown.push([userId, readSeq]));
    const { id: messageId } = await zoe.sendMessage(id, "From bazaar");
    await zoe.editMessage(messageId, "From the bazaar");
    await zoe.deleteMessage(messageId);
    await ask(nils, "message:send", { conversationId: id, text: "From native" });
    await heard("message:new", 2, zoe);
    await zoe.markAsRead(id);
    await waitFor("all of it", () => shown.length === 5);
    expect(shown).toEqual([
      ["message:created", "From bazaar"],
      ["message:edited", "From the bazaar"],
      ["message:deleted", ""],
      ["message:created", "From native"],
      ["zoe", 2],
    ]);
    expect(zoe.messages.map(({ content }) => content)).toEqual(["From the bazaar", "From native"]);
  });
});
