import { ExpressClient, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { ask, dataOf, joined, rowsOf, settled, useExpress } from "./express.fixture.ts";

const express = useExpress();

const news = (client: ExpressClient) =>
  client.heard.filter(({ event }) => event !== "user_online" && event !== "online_users" && event !== "conversation_updated");

describe("refusals", () => {
  test("X-SEC-04 X-SEC-01 without a token, or with a wrong one, there is no connection, and the reason is told", async () => {
    for (const [token, code] of [
      ["", "unauthenticated"],
      ["not a token", "token_invalid"],
    ] as const) {
      const client = new ExpressClient(`${express.server.url}/express`, token);
      await expect(client.connected()).rejects.toMatchObject({ message: code, data: { code } });
      client.socket.close();
    }
  });

  test("defects 5 and 11: a stranger's events do nothing; they are refused in the acknowledgement, or as `error` without one", async () => {
    await express.meet("bob");
    const [ada] = await express.join("ada");
    const { groupId } = dataOf(await ada.json("POST", "/messages/groups", { name: "Two", userIds: ["bob"] }));
    await joined(ada, "bob");
    const [mallory] = await express.join("mallory");
    const payloads = [
      ["join_conversation", { groupId }],
      ["send_message", { groupId, content: "Let me in" }],
      ["typing_start", { groupId }],
      ["typing_stop", { groupId }],
      ["mark_messages_read", { groupId }],
      ["typing_start", { userId: "ada" }],
      ["mark_messages_read", { userId: "ada" }],
    ] as const;
    const before = news(ada).length;
    for (const [event, payload] of payloads) {
      expect([event, await ask(mallory, event, payload)]).toEqual([event, expect.objectContaining({ success: false, code: "not_found" })]);
      mallory.socket.emit(event, payload);
    }
    await waitFor("the refusals", () => mallory.of("error").length === payloads.length);
    expect(
      mallory
        .of("error")
        .map(({ event }) => event)
        .sort(),
    ).toEqual(payloads.map(([event]) => event).toSorted());
    await settled(ada);
    expect(news(ada).slice(before)).toEqual([]);
  });

  test("X-P-11 hostile bodies are refused with a code, and the socket goes on", async () => {
    const [ada] = await express.join("ada");
    await express.meet("bob");
    const bad = { success: false, code: "validation_failed" };
    const bodies = [null, 7, "", [], {}, { userId: ["bob"] }, { userId: "bob", groupId: "x" }, { userId: "a".repeat(200) }, { userId: "bo\0b" }, "\ud800"];
    for (const event of ["join_conversation", "typing_start", "mark_messages_read", "send_message"])
      for (const body of bodies) expect([event, body, await ask(ada, event, body)]).toEqual([event, body, expect.objectContaining(bad)]);
    expect(await ask(ada, "send_message", { receiverId: "bob", content: "x", type: "html" })).toMatchObject(bad);
    expect(await ask(ada, "send_message", { receiverId: "nobody-at-all", content: "x" })).toMatchObject({ success: false, code: "user_unknown" });
    expect(await ask(ada, "drop_tables", {})).toMatchObject({ success: false, code: "unknown_operation" });
    expect(await ask(ada, "get_online_users")).toMatchObject({ success: true });
  });
});

describe("messages", () => {
  test("X-EV-01 X-EV-02 X-EV-07 X-P-01 X-P-06 both who have joined hear a message, the sender too, and it is stored", async () => {
    const [ada, bob, mallory] = await express.join("ada", "bob", "mallory");
    ada.joinConversation("bob");
    bob.joinConversation("ada");
    await Promise.all([settled(ada), joined(bob, "ada")]);
    ada.sendMessage("bob", "Hello!");
    await waitFor("both to hear", () => ada.of("new_message").length === 1 && bob.of("new_message").length === 1);
    const [told] = bob.of("new_message");
    expect(told).toMatchObject({ id: expect.any(String), senderId: "ada", receiverId: "bob", groupId: null, content: "Hello!", type: "text", isRead: false });
    expect(ada.of("new_message")).toEqual([told]);
    await settled(mallory);
    expect([ada.of("message_notification"), bob.of("message_notification"), news(mallory)]).toEqual([[], [], []]);
    expect(rowsOf(await bob.getConversation("ada")).at(-1)).toEqual(told);
  });

  test("X-EV-08 X-P-05 recipients who have not joined are notified instead, on each device as it has joined or not; the sender's other devices hear it", async () => {
    const [carl, phone, laptop, otherOfCarl] = await express.join("carl", "dora", "dora", "carl");
    await joined(laptop, "carl");
    carl.sendMessage("dora", "Are you there?");
    await waitFor(
      "all to hear",
      () => [carl, laptop, otherOfCarl].every((one) => one.of("new_message").length === 1) && phone.of("message_notification").length === 1,
    );
    expect(phone.of("message_notification")).toEqual([{ sender: { id: "carl", name: "carl", avatar: null }, message: laptop.of("new_message")[0] }]);
    for (const one of [carl, phone, laptop, otherOfCarl]) await settled(one);
    expect([phone.of("new_message"), ...[carl, laptop, otherOfCarl].map((one) => one.of("message_notification"))]).toEqual([[], [], [], []]);
  });

  test("I5 messages of one socket keep their order, from the very first between two people; an acknowledgement gives the message", async () => {
    const [emil, fay] = await express.join("emil", "fay");
    for (let count = 0; count < 50; count++) emil.sendMessage("fay", `${count}`);
    const answer = await ask(emil, "send_message", { receiverId: "fay", content: "last" });
    await waitFor("all of them", () => fay.of("message_notification").length === 51);
    const heard = fay.of("message_notification").map(({ message }) => message as { content: string });
    expect(heard.map(({ content }) => content)).toEqual([...Array.from({ length: 50 }, (_, count) => `${count}`), "last"]);
    expect(answer).toEqual({ success: true, data: heard.at(-1) });
  });

  test("X-EV-01 a conversation can be left again, and what is then said in it is a notification", async () => {
    const [gus, hal] = await express.join("gus", "hal");
    await joined(hal, "gus");
    expect(await ask(hal, "leave_conversation", { userId: "gus" })).toMatchObject({ success: true });
    gus.sendMessage("hal", "Gone?");
    await waitFor("the notification", () => hal.of("message_notification").length === 1);
    expect(hal.of("new_message")).toEqual([]);
  });

  test("X-EV-01 a person's id alone says it too, as does either name that the paths and bodies have for it", async () => {
    await express.meet("hal");
    const [ivy] = await express.join("ivy");
    const answers = await Promise.all(["hal", { userId: "hal" }, { receiverId: "hal" }].map((payload) => ask(ivy, "join_conversation", payload)));
    expect(answers.map(({ success }) => success)).toEqual([true, true, true]);
    expect(new Set(answers.map(({ data }) => data.conversationId)).size).toBe(1);
  });

  test("X-API-09 X-NEXT-05 X-P-12 edits, deletions and reactions are told to both, whatever they show", async () => {
    const [jan, kim] = await express.join("jan", "kim");
    const { id } = dataOf(await jan.sendByRest("kim", "Frist"));
    await jan.json("PATCH", `/messages/${id}`, { content: "First" });
    await kim.json("POST", `/messages/${id}/reactions`, { emoji: "🎉" });
    await jan.deleteMessage(id);
    await waitFor("the deletion", () => [jan, kim].every((one) => one.of("message_deleted").length === 1));
    for (const one of [jan, kim]) {
      expect(one.of("message_edited")).toMatchObject([{ id, content: "First", isEdited: true, senderId: "jan", receiverId: "kim" }]);
      expect(one.of("message_reaction")).toMatchObject([{ id, reactions: [{ emoji: "🎉", userId: "kim" }] }]);
      expect(one.of("message_deleted")).toEqual([{ messageId: id, senderId: "jan", receiverId: "kim", groupId: null, deletedAt: expect.any(String) }]);
    }
  });

  test("X-P-12 one's other devices learn what is read, so that a list of conversations needs no asking", async () => {
    await express.meet("lea");
    const [max, phone] = await express.join("max", "max");
    await express.say("lea", "max", "one");
    await express.say("lea", "max", "two");
    await waitFor("both", () => phone.of("message_notification").length === 2);
    max.markRead("lea");
    await waitFor("the other device", () => phone.of("conversation_updated").length === 1);
    const none = { isPinned: false, isMuted: false, isArchived: false };
    expect(phone.of("conversation_updated")).toEqual([{ userId: "lea", groupId: null, unreadCount: 0, ...none }]);
  });
});

describe("groups", () => {
  test("X-NEXT-03 a group is joined, spoken in and typed in by its own id; who comes and goes is told", async () => {
    const [nora, omar] = await express.join("nora", "omar");
    await express.meet("pia");
    const { groupId } = dataOf(await nora.json("POST", "/messages/groups", { name: "Trip", userIds: ["omar"] }));
    expect(await ask(omar, "join_conversation", { groupId })).toMatchObject({ success: true });
    nora.socket.emit("typing_start", { groupId });
    await waitFor("typing", () => omar.of("user_typing").length === 1);
    expect(omar.of("user_typing")).toEqual([{ userId: "nora", userName: "nora", groupId, isTyping: true }]);
    await ask(nora, "send_message", { groupId, content: "Who drives?" });
    await waitFor("the message", () => omar.of("new_message").length === 1);
    expect(omar.of("new_message")).toMatchObject([{ senderId: "nora", receiverId: null, groupId, content: "Who drives?" }]);
    const conversationId = String(groupId);
    await express.as("nora").call("conversations.addMembers", { conversationId, userIds: ["pia"] });
    await express.as("nora").call("conversations.update", { conversationId, title: "Journey" });
    await express.as("nora").call("conversations.removeMember", { conversationId, userId: "omar" });
    await waitFor("the end", () => omar.of("group_member_removed").length === 1);
    expect(omar.of("group_created")).toMatchObject([{ groupId, name: "Trip", memberCount: 2 }]);
    expect(omar.of("group_members_added")).toEqual([{ groupId, members: [{ id: "pia", name: "pia", avatar: null }] }]);
    expect(omar.of("group_updated")).toMatchObject([{ groupId, name: "Journey" }]);
    expect(omar.of("group_member_removed")).toEqual([{ groupId, userId: "omar" }]);
    // The room that was joined is not left by the removal, and hears nothing all the same.
    await ask(nora, "send_message", { groupId, content: "Without him" });
    await settled(omar);
    expect(JSON.stringify(omar.heard)).not.toContain("Without him");
  });
});

test("a conversation about something is told of as a group is, and not as the one with the same person", async () => {
  await express.meet("ruth");
  const [sven] = await express.join("sven");
  const context = { type: "ad", id: "7", title: "A red boat" };
  const { conversation } = await express.as("ruth").call("conversations.create", { type: "direct", participantIds: ["sven"], context });
  await express.as("ruth").call("messages.send", { conversationId: conversation.id, text: "Is it still there?" });
  await express.say("ruth", "sven", "And how are you?");
  await waitFor("both", () => sven.of("message_notification").length === 2);
  expect(sven.of("group_created")).toMatchObject([{ groupId: conversation.id, name: "A red boat" }]);
  expect(sven.of("message_notification").map(({ message }) => message)).toMatchObject([
    { senderId: "ruth", receiverId: null, groupId: conversation.id },
    { senderId: "ruth", receiverId: "sven", groupId: null },
  ]);
});
