import { ask, NestClient, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { nameOf, useNest } from "./nest.fixture.ts";

const nest = useNest();

/** Whatever was on its way to this client has arrived: what it asked last is answered last. */
const settled = (client: NestClient) => client.socket.timeout(10_000).emitWithAck("getOnlineUsers");

describe("refusals", () => {
  test("N-EV-00 without a token, or with a wrong one, there is no connection, and the reason is told", async () => {
    for (const [token, code] of [
      ["", "unauthenticated"],
      ["not a token", "token_invalid"],
    ] as const) {
      const client = new NestClient(`${nest.server.url}/nest`, token);
      await expect(client.connected()).rejects.toMatchObject({ message: code, data: { code } });
      client.close();
    }
  });

  test("defects 5 and 11: a stranger's events do nothing, are answered with a refusal, and without an acknowledgement with `exception`", async () => {
    const id = await nest.direct("ada", "bob");
    const message = await nest.send("ada", id, "Between us");
    const [ada, mallory] = await nest.join("ada", "mallory");
    const payloads = [
      ["sendMessage", { conversationId: id, content: "Let me in", type: "TEXT", attachments: [] }],
      ["typing", { conversationId: id }],
      ["stopTyping", { conversationId: id }],
      ["markAsRead", { conversationId: id, messageId: message.id }],
    ] as const;
    for (const [event, payload] of payloads) {
      expect(await mallory.socket.timeout(10_000).emitWithAck(event, payload)).toMatchObject({ success: false, statusCode: 404, error: "not_found" });
      mallory.socket.emit(event, payload);
    }
    await waitFor("the refusals", () => mallory.of("exception").length === payloads.length);
    const refused = payloads.map(([cause]) => expect.objectContaining({ status: "error", cause, error: "not_found" }));
    expect(mallory.of("exception")).toEqual(expect.arrayContaining(refused));
    await settled(ada);
    expect(ada.heard.filter(({ event }) => event !== "userOnline" && event !== "onlineUsers")).toEqual([]);
  });

  test("N-P-11 defect 11: what is not as documented is refused: no content, foreign types, addresses as attachments, a message of elsewhere", async () => {
    const [one, other] = [await nest.direct("ada", "bob"), await nest.direct("ada", "cleo")];
    const elsewhere = await nest.send("cleo", other, "Elsewhere");
    const [ada] = await nest.join("ada");
    const ask = (event: string, payload: unknown) => ada.socket.timeout(10_000).emitWithAck(event, payload);
    const bad = { success: false, error: "validation_failed" };
    expect(await ask("sendMessage", { conversationId: one, content: "  ", type: "TEXT" })).toMatchObject(bad);
    expect(await ask("sendMessage", { conversationId: one, content: "x", type: "SYSTEM" })).toMatchObject(bad);
    expect(await ask("sendMessage", { conversationId: one, content: "x", attachments: ["https://evil.example/x.js"] })).toMatchObject(bad);
    expect(await ask("sendMessage", { conversationId: one, content: "x", attachments: [{ id: nest.nowhere }] })).toMatchObject({
      error: "attachment_not_found",
    });
    expect(await ask("sendMessage", "hello")).toMatchObject(bad);
    expect(await ask("markAsRead", { conversationId: one, messageId: elsewhere.id })).toMatchObject({ ...bad, errors: [{ path: "messageId" }] });
    expect(await ask("dropTables", {})).toMatchObject({ success: false, error: "unknown_operation" });
  });

  test("S10 defect 11: a read mark at what is no message's id is refused by its field, never a fault of the server", async () => {
    const conversationId = await nest.direct("ada", "bob");
    const [ada] = await nest.join("ada");
    for (const messageId of ["12", "x", "", conversationId, `${conversationId}.`, `${conversationId}.99999999999999999999`]) {
      const answer = await ada.socket.timeout(10_000).emitWithAck("markAsRead", { conversationId, messageId });
      expect({ messageId, answer }).toMatchObject({ answer: { success: false, statusCode: 400, error: "validation_failed" } });
      expect({ messageId, field: answer.errors[0] }).toMatchObject({ field: { path: "messageId" } });
    }
  });
});

describe("messages", () => {
  test("N-EV-00 N-EV-01 N-EV-06 N-T-02 N-T-07 N-T-08 N-P-01 all participants hear a message, on every device, its sender too", async () => {
    const id = await nest.group("ahmed", "fatima", "gul");
    const [ahmed, phone, laptop, gul, stranger] = await nest.join("ahmed", "fatima", "fatima", "gul", "mallory");
    ahmed.sendMessage(id, "Hello! How are you?");
    const members = [ahmed, phone, laptop, gul];
    await waitFor("everybody to hear", () => members.every((member) => member.of("newMessage").length === 1));
    for (const member of members)
      expect(member.of("newMessage")).toEqual([
        {
          id: expect.any(String),
          conversationId: id,
          sender: { id: "ahmed", fullName: nameOf("ahmed"), profilePhoto: null },
          content: "Hello! How are you?",
          type: "TEXT",
          attachments: [],
          createdAt: expect.stringMatching(/Z$/),
        },
      ]);
    await settled(stranger);
    expect(stranger.of("newMessage")).toEqual([]);
    const { body } = await gul.getMessages(id);
    expect(body.data).toContainEqual(expect.objectContaining({ id: gul.of("newMessage")[0]?.id, content: "Hello! How are you?" }));
  });

  test("N-EV-01 messages of one socket keep their order; whoever asks for an acknowledgement gets the message", async () => {
    const id = await nest.direct("ahmed", "hamid");
    const [ahmed, hamid] = await nest.join("ahmed", "hamid");
    for (let count = 0; count < 50; count++) ahmed.sendMessage(id, `${count}`);
    const payload = { conversationId: id, content: "last", type: "TEXT" };
    const answer = await ahmed.socket.timeout(10_000).emitWithAck("sendMessage", payload);
    await waitFor("all of them", () => hamid.of("newMessage").length === 51);
    expect(hamid.of("newMessage").map(({ content }) => content)).toEqual([...Array.from({ length: 50 }, (_, count) => `${count}`), "last"]);
    expect(answer).toEqual({ success: true, data: hamid.of("newMessage").at(-1) });
  });

  test("N-EV-01 N-P-06 an uploaded file may be sent by its id; a file that others send is told of", async () => {
    const id = await nest.direct("ahmed", "hamid");
    const [ahmed, hamid] = await nest.join("ahmed", "hamid");
    await ahmed.sendFile(id, "A note", new File(["some words"], "note.txt", { type: "text/plain" }));
    await waitFor("the file", () => hamid.of("newMessage").length === 1);
    const file = { id: expect.any(String), fileName: "note.txt", fileSize: 10, fileType: expect.stringContaining("text/plain") };
    expect(hamid.of("newMessage")).toMatchObject([{ content: "A note", type: "FILE", attachments: [file] }]);
  });

  test("N-P-09 N-P-10 what the document has no word for is said in its style: edits, deletions, conversations, people who join and leave", async () => {
    const [ida, jon] = await nest.join("ida", "jon");
    const id = await nest.group("ida", "jon");
    const { id: messageId } = await nest.send("ida", id, "Frist");
    await nest.as("ida").call("messages.edit", { messageId, text: "First" });
    await nest.as("ida").call("messages.delete", { messageId });
    await nest.as("kim").call("users.me", {});
    await nest.as("ida").call("conversations.addMembers", { conversationId: id, userIds: ["kim"] });
    await nest.as("ida").call("conversations.update", { conversationId: id, title: "Journey" });
    await nest.as("jon").call("conversations.leave", { conversationId: id });
    await waitFor("the departure", () => jon.of("participantLeft").length === 1);
    expect(jon.of("conversationCreated")).toMatchObject([{ id, type: "GROUP", name: "Trip", participants: [{ id: "ida" }, { id: "jon" }] }]);
    expect(jon.of("messageUpdated")).toMatchObject([{ id: messageId, conversationId: id, content: "First", updatedAt: expect.any(String) }]);
    expect(jon.of("messageDeleted")).toEqual([{ id: messageId, conversationId: id, deletedAt: expect.any(String) }]);
    expect(jon.of("participantsAdded")).toMatchObject([{ conversationId: id, participants: [{ id: "kim", fullName: nameOf("kim") }] }]);
    expect(jon.of("conversationUpdated")).toMatchObject([{ id, name: "Journey" }]);
    expect(jon.of("participantLeft")).toEqual([{ conversationId: id, userId: "jon" }]);
    await nest.send("ida", id, "Is he gone?");
    await waitFor("the message", () => ida.of("newMessage").some(({ content }) => content === "Is he gone?"));
    await settled(jon);
    expect(JSON.stringify(jon.heard)).not.toContain("Is he gone?");
  });
});

describe("typing", () => {
  test("N-EV-02 N-EV-03 N-EV-07 N-EV-08 N-T-09 N-P-04 the others see who types and when they stop", async () => {
    const id = await nest.group("lina", "musa", "noor");
    const [lina, musa, noor] = await nest.join("lina", "musa", "noor");
    lina.startTyping(id);
    await waitFor("both to see it", () => [musa, noor].every((one) => one.of("userTyping").length === 1));
    lina.stopTyping(id);
    await waitFor("both to see the end", () => [musa, noor].every((one) => one.of("userStoppedTyping").length === 1));
    const told = { conversationId: id, userId: "lina", userName: nameOf("lina") };
    expect([musa.of("userTyping"), noor.of("userStoppedTyping")]).toEqual([[told], [told]]);
    await settled(lina);
    expect([...lina.of("userTyping"), ...lina.of("userStoppedTyping")]).toEqual([]);
  });

  test("N-EV-08 whoever sends has stopped typing: nobody is left typing on a screen that knows no better", async () => {
    const id = await nest.direct("lina", "musa");
    const [lina, musa] = await nest.join("lina", "musa");
    lina.startTyping(id);
    await waitFor("typing", () => musa.of("userTyping").length === 1);
    lina.sendMessage(id, "Sent");
    await waitFor("the message", () => musa.of("newMessage").length === 1);
    expect(musa.of("userStoppedTyping")).toMatchObject([{ userId: "lina" }]);
    lina.sendMessage(id, "Sent without typing");
    await waitFor("the message", () => musa.of("newMessage").length === 2);
    expect(musa.of("userStoppedTyping")).toHaveLength(1);
  });
});

describe("read receipts", () => {
  test("N-EV-04 N-EV-09 N-T-03 N-T-11 N-P-03 the sender of a message, and nobody else, is told who has read it", async () => {
    const id = await nest.group("omar", "pari", "qais");
    const [omar, pari, qais] = await nest.join("omar", "pari", "qais");
    const first = await nest.send("omar", id, "Read me");
    pari.markAsRead(id, first.id);
    await waitFor("the receipt", () => omar.of("messageRead").length === 1);
    expect(omar.of("messageRead")).toEqual([{ conversationId: id, messageId: first.id, userId: "pari", userName: nameOf("pari") }]);
    const second = await nest.send("qais", id, "Me too");
    pari.markAsRead(id, second.id);
    await waitFor("the other receipt", () => qais.of("messageRead").length === 1);
    const settledReceipts = async () => {
      for (const client of [omar, pari, qais]) await settled(client);
      return [omar, pari, qais].map((client) => client.of("messageRead").length);
    };
    expect(await settledReceipts()).toEqual([1, 0, 1]);
    expect((await pari.getConversations()).body.data).toMatchObject([{ id, unreadCount: 0 }]);
    const { seq } = await nest.send("omar", id, "Arrived, and not read");
    await nest.as("pari").call("receipts.delivered", { conversationId: id, seq });
    await nest.server.server.app.publisher.drain();
    expect(await settledReceipts()).toEqual([1, 0, 1]);
  });
});

describe("presence", () => {
  test("N-EV-10 N-EV-11 N-T-10 N-T-12 N-P-05 contacts see somebody come, unasked, and go when the last of their tabs has closed", async () => {
    await nest.direct("rana", "said");
    const [rana] = await nest.join("rana");
    await settled(rana);
    const [one, two, three] = await nest.join("said", "said", "said");
    await waitFor("the arrival", () => rana.of("userOnline").length === 1);
    expect(rana.of("userOnline")).toEqual([{ userId: "said", userName: nameOf("said"), lastSeen: null }]);
    one.close();
    two.close();
    await settled(three);
    expect((await rana.getConversations()).body.data).toMatchObject([{ participants: [{ id: "said", isOnline: true }] }]);
    expect(rana.of("userOffline")).toEqual([]);
    three.close();
    await waitFor("the departure", () => rana.of("userOffline").length === 1);
    expect(rana.of("userOffline")).toEqual([{ userId: "said", userName: nameOf("said"), lastSeen: expect.stringMatching(/Z$/) }]);
    expect((await rana.getConversations()).body.data).toMatchObject([{ participants: [{ isOnline: false, lastSeen: expect.stringMatching(/Z$/) }] }]);
  });

  test("N-EV-10 somebody with whom a conversation begins is seen from then on", async () => {
    const [tariq] = await nest.join("tariq");
    await nest.direct("uzma", "tariq");
    await waitFor("the conversation", () => tariq.of("conversationCreated").length === 1);
    await waitFor("the watch", () => [...nest.server.server.app.connections.watching("uzma")].length === 1);
    await nest.join("uzma");
    await waitFor("the arrival", () => tariq.of("userOnline").length === 1);
    expect(tariq.of("userOnline")).toMatchObject([{ userId: "uzma" }]);
  });

  test("N-EV-05 N-EV-12 defect 14: who is online is told of one's contacts, not of everybody", async () => {
    await nest.direct("vali", "wida");
    const [vali] = await nest.join("vali", "wida", "xan");
    vali.getOnlineUsers();
    await waitFor("the answer", () => vali.of("onlineUsers").length === 1);
    expect(vali.of("onlineUsers")).toEqual([["wida"]]);
    expect(await vali.socket.timeout(10_000).emitWithAck("getOnlineUsers")).toEqual({ success: true, data: ["wida"] });
  });

  test("N-T-12 a client that disconnects hears nothing more, and its conversations go on", async () => {
    const id = await nest.direct("yusuf", "zara");
    const [yusuf, zara] = await nest.join("yusuf", "zara");
    yusuf.close();
    await waitFor("the connection to end", () => nest.server.server.app.connections.of("yusuf").length === 0);
    zara.sendMessage(id, "Are you still there?");
    await waitFor("the message", () => zara.of("newMessage").length === 1);
    expect(yusuf.of("newMessage")).toEqual([]);
    expect((await yusuf.getMessages(id)).body.data).toMatchObject([{ content: "Are you still there?" }]);
  });
});

describe("the sample client", () => {
  test("N-SDK-01 a service of the document's calls and listeners holds a conversation", async () => {
    const id = await nest.direct("ahmed", "fatima");
    const [ahmed, fatima] = await nest.join("ahmed", "fatima");
    const screen: unknown[] = [];
    fatima.socket.on("newMessage", (message) => screen.push(["message", message.content]));
    fatima.socket.on("userTyping", (data) => screen.push(["typing", data.conversationId, data.userName]));
    ahmed.socket.on("messageRead", (data) => screen.push(["read", data.messageId, data.userId]));
    ahmed.startTyping(id);
    await waitFor("the typing", () => screen.length === 1);
    ahmed.stopTyping(id);
    ahmed.sendMessage(id, "Hello!");
    await waitFor("the message", () => screen.length === 2);
    const messageId = String(fatima.of("newMessage")[0]?.id);
    fatima.markAsRead(id, messageId);
    await waitFor("the receipt", () => screen.length === 3);
    expect(screen).toEqual([
      ["typing", id, nameOf("ahmed")],
      ["message", "Hello!"],
      ["read", messageId, "fatima"],
    ]);
  });

  test("N-EV-06 a user of the native contract and one of nest talk to each other, each in their own words", async () => {
    const id = await nest.direct("ahmed", "nils");
    const [ahmed] = await nest.join("ahmed");
    const nils = await nest.server.connect("nils");
    const heard: unknown[] = [];
    nils.on("message:created", ({ message }) => heard.push(message.text));
    ahmed.sendMessage(id, "From nest");
    await waitFor("the first", () => heard.length === 1);
    await ask(nils, "message:send", { conversationId: id, text: "From native" });
    await waitFor("the answer", () => ahmed.of("newMessage").length === 2);
    expect([heard, ahmed.of("newMessage").map(({ content }) => content)]).toEqual([
      ["From nest", "From native"],
      ["From nest", "From native"],
    ]);
  });
});
