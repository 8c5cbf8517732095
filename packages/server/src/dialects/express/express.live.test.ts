import { NestClient, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { ask, dataOf, joined, rowsOf, settled, useExpress } from "./express.fixture.ts";

const express = useExpress();

describe("typing", () => {
  test("X-EV-03 X-EV-04 X-EV-09 X-P-02 who has joined sees the other type and stop; nobody else does", async () => {
    const [qais, rana, phone, mallory] = await express.join("qais", "rana", "rana", "mallory");
    await joined(rana, "qais");
    qais.startTyping("rana");
    await waitFor("typing", () => rana.of("user_typing").length === 1);
    qais.stopTyping("rana");
    await waitFor("its end", () => rana.of("user_typing").length === 2);
    const typing = { userId: "qais", userName: "qais", groupId: null };
    expect(rana.of("user_typing")).toEqual([
      { ...typing, isTyping: true },
      { ...typing, isTyping: false },
    ]);
    for (const one of [qais, phone, mallory]) {
      await settled(one);
      expect(one.of("user_typing")).toEqual([]);
    }
  });

  test("X-P-02 X-P-10 I17 typing of somebody who falls silent or sends ends by itself", async () => {
    const [sam, tara] = await express.join("sam", "tara");
    await joined(tara, "sam");
    sam.startTyping("tara");
    await waitFor("typing", () => tara.of("user_typing").length === 1);
    await waitFor("its end", () => tara.of("user_typing").length === 2, 60_000);
    expect(tara.of("user_typing").at(-1)).toMatchObject({ isTyping: false });
    sam.startTyping("tara");
    await waitFor("typing again", () => tara.of("user_typing").length === 3);
    sam.sendMessage("tara", "Sent");
    await waitFor("the message", () => tara.of("new_message").length === 1);
    expect(tara.of("user_typing").slice(3)).toMatchObject([{ isTyping: false }]);
  });
});

describe("read receipts", () => {
  test("X-EV-05 X-EV-10 X-P-04 the other learns up to where was read, on every device; the reader and strangers do not", async () => {
    const [uma, laptop, vera, mallory] = await express.join("uma", "uma", "vera", "mallory");
    await uma.sendByRest("vera", "one");
    const { id } = dataOf(await uma.sendByRest("vera", "two"));
    vera.markRead("uma");
    await waitFor("the receipt", () => [uma, laptop].every((one) => one.of("messages_read").length === 1));
    expect(uma.of("messages_read")).toEqual([{ userId: "vera", userName: "vera", groupId: null, messageId: id }]);
    for (const one of [vera, mallory]) {
      await settled(one);
      expect(one.of("messages_read")).toEqual([]);
    }
    expect((await vera.getUnreadCount()).body).toMatchObject({ data: { unreadCount: 0 } });
    // What has only arrived is not read.
    const { seq, conversationId } = await express.say("uma", "vera", "three");
    await express.as("vera").call("receipts.delivered", { conversationId, seq });
    await express.server.server.app.publisher.drain();
    await settled(uma);
    expect(uma.of("messages_read")).toHaveLength(1);
  });

  test("X-API-05 X-API-06 X-EV-10 what is marked over REST is told as well", async () => {
    const [uma, wali] = await express.join("uma", "wali");
    const first = dataOf(await uma.sendByRest("wali", "one"));
    const second = dataOf(await uma.sendByRest("wali", "two"));
    await wali.markMessageRead(first.id);
    await wali.markConversationRead("uma");
    await waitFor("both receipts", () => uma.of("messages_read").length === 2);
    expect(uma.of("messages_read").map(({ messageId }) => messageId)).toEqual([first.id, second.id]);
  });
});

describe("presence", () => {
  test("X-EV-11 X-EV-12 X-P-03 X-P-07 defect 3: one is online as long as one of three tabs is open", async () => {
    await express.meet("xan");
    await express.say("yara", "xan", "hello");
    const [yara] = await express.join("yara");
    await waitFor("the watch", () => express.server.server.app.connections.watching("xan").length === 1);
    const [one, two, three] = await express.join("xan", "xan", "xan");
    await waitFor("the arrival", () => yara.of("user_online").length === 1);
    expect(yara.of("user_online")).toEqual([{ userId: "xan", userName: "xan", lastSeen: null }]);
    one.socket.close();
    two.socket.close();
    await settled(three);
    expect(rowsOf(await yara.getConversations())).toMatchObject([{ userId: "xan", user: { isOnline: true } }]);
    expect(yara.of("user_offline")).toEqual([]);
    three.socket.close();
    await waitFor("the departure", () => yara.of("user_offline").length === 1);
    expect(yara.of("user_offline")).toEqual([{ userId: "xan", userName: "xan", lastSeen: expect.stringMatching(/Z$/) }]);
  });

  test("X-EV-11 whoever meets many people at once sees each of them from then on", async () => {
    const people = Array.from({ length: 30 }, (_, count) => `guest${count}`);
    const [host] = await express.join("host");
    await express.meet(...people);
    await Promise.all(people.map((userId) => express.say(userId, "host", "hello")));
    const { connections } = express.server.server.app;
    await waitFor("all to be watched", () => people.every((userId) => connections.watching(userId).length === 1));
    await express.join("guest0", "guest29");
    await waitFor("the arrivals", () => host.of("user_online").length === 2);
    expect(
      host
        .of("user_online")
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual(["guest0", "guest29"]);
  });

  test("X-EV-06 defect 14: who is online is told of the people one talks with, not of everybody", async () => {
    await express.meet("zaid", "anna");
    await express.say("zaid", "anna", "hello");
    const [zaid] = await express.join("zaid", "anna", "bert");
    zaid.getOnlineUsers();
    await waitFor("the answer", () => zaid.of("online_users").length === 1);
    expect(zaid.of("online_users")).toEqual([["anna"]]);
    expect(await ask(zaid, "get_online_users")).toEqual({ success: true, data: ["anna"] });
  });
});

test("X-P-14 the document's flow: history by REST, join, send, hear, scroll up by REST", async () => {
  await express.meet("carla", "boris");
  for (let count = 1; count <= 60; count++) await express.say("boris", "carla", `old ${count}`);
  const [boris, carla] = await express.join("boris", "carla");
  const opened = rowsOf(await carla.getConversation("boris"));
  await joined(carla, "boris");
  await joined(boris, "carla");
  carla.sendMessage("boris", "A new one");
  await waitFor("boris to hear", () => boris.of("new_message").length === 1);
  boris.sendMessage("carla", "An answer");
  await waitFor("carla to hear", () => carla.of("new_message").length === 2);
  const older = rowsOf(await carla.getConversation("boris", { before: opened[0]?.id ?? "" }));
  const screen = [...older, ...opened, ...carla.of("new_message")].map(({ content }) => content);
  expect(screen).toEqual([...Array.from({ length: 60 }, (_, index) => `old ${index + 1}`), "A new one", "An answer"]);
  const stored = rowsOf(await boris.getConversation("carla")).slice(-2);
  expect(stored.map(({ id }) => id)).toEqual(carla.of("new_message").map(({ id }) => id));
});

test("X-P-06 users of nest, of the native contract and of express hear one another, each in their own words", async () => {
  const [eva] = await express.join("eva");
  await express.meet("nils", "nora");
  const { groupId } = dataOf(await eva.json("POST", "/messages/groups", { name: "All of us", userIds: ["nils", "nora"] }));
  await ask(eva, "join_conversation", { groupId });
  const nils = await new NestClient(`${express.server.url}/nest`, await express.server.tokenFor("nils")).connected();
  const nora = await express.server.connect("nora");
  const heard: string[] = [];
  nora.on("message:created", ({ message }) => heard.push(message.text));
  // Besides what a notice says of the group.
  const told = (bodies: Record<string, unknown>[]) => bodies.map(({ content }) => content).filter((content) => String(content).startsWith("From"));
  const all = ["From express", "From nest", "From native"];
  await ask(eva, "send_message", { groupId, content: all[0] });
  nils.sendMessage(String(groupId), "From nest");
  await waitFor("the second", () => told(eva.of("new_message")).length === 2);
  await express.as("nora").call("messages.send", { conversationId: String(groupId), text: "From native" });
  await waitFor("all three", () => [heard, told(eva.of("new_message")), told(nils.of("newMessage"))].every(({ length }) => length === 3));
  expect([heard, told(eva.of("new_message")), told(nils.of("newMessage"))]).toEqual([all, all, all]);
  nils.close();
});
