import { type LegacyStream, toTree, waitFor } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { nameOf, useRing } from "./ring.fixture.ts";

const ring = useRing();

const messagesOf = (id: string) => `/conversations/${id}/messages`;
const dataOf = (answer: { body: Record<string, unknown> }) => answer.body.data as Record<string, unknown> & { id: string };

describe("refusals", () => {
  test("R-P-08 R+API-05 a stranger, and whoever is not signed in, listen to nothing and are told no more than of what does not exist", async () => {
    const id = await ring.direct("dora", "emil");
    const { id: messageId } = await ring.send("dora", id, "Between us");
    const mallory = await ring.clientOf("mallory");
    const paths = [messagesOf(id), `${messagesOf(id)}/${messageId}`, `/typing/${id}`, `/typing/${id}/dora`];
    for (const path of paths) {
      const refused = await mallory.listen(path);
      const unknown = await mallory.listen(path.replaceAll(id, ring.nowhere));
      expect([refused.status, refused.body?.error]).toEqual([404, unknown.body?.error]);
      expect(refused.headers.get("content-type")).toContain("application/json");
      expect((await ring.server.fetch(`/ring${path}`, { headers: { accept: "text/event-stream" } })).status).toBe(401);
    }
    const socket = await mallory.socket();
    const heard: unknown[] = [];
    socket.onAny((event, body) => heard.push([event, body]));
    for (const path of paths)
      expect(await socket.timeout(10_000).emitWithAck("subscribe", { path })).toMatchObject({ success: false, context: { code: "not_found" } });
    await ring.send("dora", id, "Still between us");
    socket.emit("subscribe", { path: messagesOf(id) });
    await waitFor("the refusal", () => heard.length > 0);
    expect(heard).toEqual([["cancel", expect.objectContaining({ cause: "subscribe", success: false })]]);
  });

  test("R-P-07 paths that are none, ids of elsewhere and hostile requests are refused with a code", async () => {
    const [one, other] = [await ring.direct("gina", "hugo"), await ring.direct("gina", "ida")];
    const { id: elsewhere } = await ring.send("ida", other, "Elsewhere");
    const gina = await ring.clientOf("gina");
    expect(await gina.listen(`${messagesOf(one)}/${elsewhere}`)).toMatchObject({ status: 400, body: { context: { code: "validation_failed" } } });
    expect(await gina.listen(messagesOf("nothing"))).toMatchObject({ status: 400 });
    const socket = await gina.socket();
    const ask = (input: unknown) => socket.timeout(10_000).emitWithAck("subscribe", input);
    for (const input of [null, "x", 7, {}, { path: 3 }, { path: "x".repeat(2000) }, { path: "/typing/%zz" }, { path: { $ne: "" } }])
      expect(await ask(input)).toMatchObject({ success: false, context: { code: "validation_failed" } });
    for (const path of ["", "/", "/conversations", "/api/conversations", messagesOf(one).slice(1), "/users/gina"])
      expect(await ask({ path })).toMatchObject({ success: false, context: { code: "unknown_operation" } });
  });
});

describe("messages", () => {
  test("R-EV-01 R-P-02 R-DM-01 R-DM-02 R-DM-03 R-DM-04 R-DM-05 a stream has the value first and then each message, in order, on every device, the sender's too", async () => {
    const id = await ring.direct("jan", "kim");
    const first = await ring.send("jan", id, "Before");
    const [jan, kim] = await ring.join("jan", "kim");
    const streams = await Promise.all([jan.listen(messagesOf(id)), kim.listen(messagesOf(id)), kim.listen(messagesOf(id))]);
    for (let count = 0; count < 120; count++) await kim.sendMessage(id, `${count}`);
    await waitFor("all of them", () => streams.every(({ events }) => events.length === 121));
    for (const { events, headers } of streams) {
      expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
      expect([headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual(["no-store", "nosniff"]);
      expect(events[0]).toEqual({ event: "put", data: { path: "/", data: { [first.id]: expect.objectContaining({ content: "Before", status: "sent" }) } } });
      const puts = events.slice(1).map(({ event, data }) => [event, (data as { data: { content: string } }).data.content]);
      expect(puts).toEqual(Array.from({ length: 120 }, (_, count) => ["put", `${count}`]));
    }
    const { data } = (streams[0].events.at(-1) ?? {}) as { data: { path: string; data: { id: string } } };
    expect(data).toEqual({
      path: `/${data.data.id}`,
      data: {
        id: expect.any(String),
        conversationId: id,
        senderId: "kim",
        senderName: nameOf("kim"),
        content: "119",
        timestamp: expect.any(Number),
        type: "text",
        status: "sent",
      },
    });
  });

  test("R-EV-01 R-DM-05 what the events have made of the value is what the value is now: sent, delivered, read, edited, reacted to, deleted", async () => {
    const id = await ring.direct("mia", "nils");
    const [mia, nils] = await ring.join("mia", "nils");
    const gone = dataOf(await mia.sendMessage(id, "A secret"));
    const stream = await mia.listen(messagesOf(id));
    const alone = await mia.listen(`${messagesOf(id)}/${gone.id}`);
    const kept = dataOf(await mia.sendMessage(id, "Frist"));
    const node = () => toTree(stream)?.[kept.id] as Record<string, unknown> | undefined;
    await waitFor("sent", () => node()?.status === "sent");
    expect(await nils.setStatus(id, kept.id, "delivered")).toMatchObject({ status: 200, body: { status: "delivered" } });
    await waitFor("delivered", () => node()?.status === "delivered");
    await nils.markAsRead(id);
    await waitFor("read", () => node()?.status === "read");
    await mia.editMessage(id, kept.id, "First");
    await ring.as("nils").call("messages.react", { messageId: kept.id, emoji: "👍" });
    await waitFor("the reaction", () => node()?.reactions !== undefined);
    await ring.as("nils").call("messages.react", { messageId: kept.id, emoji: "👍", on: false });
    await mia.deleteMessage(id, gone.id);
    await waitFor("the deletion", () => (toTree(stream)?.[gone.id] as { deletedAt?: number } | undefined)?.deletedAt !== undefined);
    const anew = await mia.listen(messagesOf(id));
    await waitFor("the value", () => anew.events.length === 1);
    expect(node()).toMatchObject({ content: "First", status: "read", editedAt: expect.any(Number) });
    // What came before the newest read one was read with it; the stream names the newest.
    const value = toTree(anew) as Record<string, Record<string, unknown>>;
    expect({ ...toTree(stream), [gone.id]: { ...(toTree(stream)?.[gone.id] as object), status: "read" } }).toEqual(value);
    await waitFor("the same alone", () => toTree(alone)?.deletedAt !== undefined);
    expect(toTree(alone)).toMatchObject({ id: gone.id, content: "" });
    expect(JSON.stringify(anew.events)).not.toContain("A secret");
  });

  test("I13 I21 defect 5: whoever is removed is told that it is over and hears nothing more, on streams and sockets, of lists and single nodes", async () => {
    const id = await ring.group("petra", "quinn", "rosa");
    const { id: messageId } = await ring.send("petra", id, "Hello");
    const [quinn, rosa] = await ring.join("quinn", "rosa");
    const paths = [messagesOf(id), `${messagesOf(id)}/${messageId}`, `/typing/${id}`, `/typing/${id}/petra`];
    const streams = await Promise.all(paths.map((path) => quinn.listen(path)));
    const stays = await rosa.listen(messagesOf(id));
    const socket = await quinn.socket();
    const heard: { event: string; path: string }[] = [];
    socket.onAny((event, { path }) => heard.push({ event, path }));
    for (const path of paths) expect(await socket.timeout(10_000).emitWithAck("subscribe", { path })).toEqual({ success: true, data: { path } });
    await ring.as("petra").call("conversations.removeMember", { conversationId: id, userId: "quinn" });
    await ring.send("petra", id, "Without quinn");
    await ring.as("petra").call("typing.start", { conversationId: id });
    await ring.as("petra").call("messages.edit", { messageId, text: "Hello all" });
    await waitFor("rosa to hear it all", () => JSON.stringify(stays.events).includes("Hello all"));
    await waitFor("quinn's streams to end", () => streams.every(({ ended }) => ended));
    for (const { events } of streams) expect(events.map(({ event }) => event)).toEqual(["put", "cancel"]);
    await socket.timeout(10_000).emitWithAck("unsubscribe", { path: `/typing/${id}` });
    expect(heard.filter(({ event }) => event === "put").map(({ path }) => path)).toEqual(paths);
    expect(heard.filter(({ event }) => event === "cancel")).toHaveLength(4);
    expect(heard).toHaveLength(8);
    for (const path of paths) expect((await quinn.listen(path)).status).toBe(404);
    // Back again, quinn begins anew.
    await ring.as("petra").call("conversations.addMembers", { conversationId: id, userIds: ["quinn"] });
    expect((await quinn.listen(messagesOf(id))).status).toBe(200);
  });

  test("R-EV-01 over a socket: the value, then changes, of what is subscribed and of nothing else; again gives the value again; unsubscribed, nothing", async () => {
    const [one, other] = [await ring.direct("sami", "tara"), await ring.direct("sami", "uma")];
    const [sami, tara] = await ring.join("sami", "tara");
    const socket = await sami.socket();
    const heard: [string, { path: string; data: unknown }][] = [];
    socket.onAny((event, body) => heard.push([event, body]));
    const ask = (event: string, path: string) => socket.timeout(10_000).emitWithAck(event, { path });
    await ask("subscribe", messagesOf(one));
    await ring.send("uma", other, "Elsewhere");
    const { id } = dataOf(await tara.sendMessage(one, "Here"));
    await waitFor("the message", () => heard.length === 2);
    const put = ["put", { path: `${messagesOf(one)}/${id}`, data: expect.objectContaining({ id, content: "Here" }) }];
    expect(heard).toEqual([["put", { path: messagesOf(one), data: {} }], put]);
    await ask("subscribe", messagesOf(one).toUpperCase().replace("/CONVERSATIONS/", "/conversations/").replace("/MESSAGES", "/messages"));
    await waitFor("the value again", () => heard.length === 3);
    expect(heard[2]?.[1].data).toHaveProperty([id]);
    await tara.sendMessage(one, "Once");
    await waitFor("the second", () => heard.length === 4);
    await ask("unsubscribe", messagesOf(one));
    await tara.sendMessage(one, "Unheard");
    await ring.as("sami").call("users.me", {});
    await ask("unsubscribe", messagesOf(one));
    expect(heard).toHaveLength(4);
    expect((await sami.getMessages(one)).body.data).toHaveLength(3);
  });

  test("S34 a socket listens to so many paths and no more, and lets go of them all when it closes", async () => {
    const ids = await Promise.all(Array.from({ length: 101 }, (_, index) => ring.group("boris", `friend${index}`)));
    const boris = await ring.clientOf("boris");
    const socket = await boris.socket();
    const ask = (path: string) => socket.timeout(10_000).emitWithAck("subscribe", { path });
    const paths = ids.flatMap((id) => [messagesOf(id), `/typing/${id}`]);
    const answers = await Promise.all(paths.map(ask));
    expect(answers.filter(({ success }) => success)).toHaveLength(200);
    const refused = answers.find(({ success }) => !success);
    expect(refused).toMatchObject({ success: false, context: { code: "limit_reached", limit: 200 } });
    expect(await ask(paths[0] ?? "")).toMatchObject({ success: true });
    const { subscriptions } = ring.server.server.app.connections.voiceAt("/ring");
    expect(subscriptions.hasRoom("u:boris")).toBe(true);
    boris.close();
    await waitFor("them to be gone", () => !subscriptions.hasRoom("u:boris"));
  });

  test("nothing falls between the value and what comes after it, however many write meanwhile", async () => {
    const id = await ring.group("vera", "wali");
    const wali = await ring.clientOf("wali");
    let sending = true;
    let sent = 0;
    const writer = (async () => {
      for (; sending; sent++) await ring.send("vera", id, `${sent}`);
    })();
    const streams: LegacyStream[] = [];
    for (let round = 0; round < 12; round++) streams.push(await wali.listen(messagesOf(id)));
    sending = false;
    await writer;
    const contents = (stream: (typeof streams)[number]) => Object.values(toTree(stream) ?? {}).map((node) => (node as { content: string }).content);
    const last = `${sent - 1}`;
    await waitFor("all to have the last", () => streams.every((stream) => contents(stream).includes(last)));
    for (const stream of streams) {
      const numbers = contents(stream)
        .map(Number)
        .filter((number) => !Number.isNaN(number));
      const from = Math.min(...numbers);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: sent - from }, (_, index) => from + index));
    }
  });
});

describe("typing", () => {
  test("R-EV-02 R-DM-06 R-DM-07 R-DM-08 R-P-04 R+API-08 a typist's node comes, with its name and time, and goes by itself, with the message, and when asked", async () => {
    const id = await ring.direct("yara", "zaid");
    const [yara, zaid] = await ring.join("yara", "zaid");
    const [list, node, own] = await Promise.all([zaid.listen(`/typing/${id}`), zaid.listen(`/typing/${id}/yara`), yara.listen(`/typing/${id}`)]);
    expect(await yara.setTyping(id, true)).toMatchObject({ status: 200, body: { success: true, conversationId: id, typingUsers: [] } });
    const typing = { isTyping: true, userName: nameOf("yara"), timestamp: expect.any(Number) };
    await waitFor("the node", () => list.events.length === 2 && node.events.length === 2);
    expect([list.events, node.events]).toEqual([
      [
        { event: "put", data: { path: "/", data: {} } },
        { event: "put", data: { path: "/yara", data: typing } },
      ],
      [
        { event: "put", data: { path: "/", data: null } },
        { event: "put", data: { path: "/", data: typing } },
      ],
    ]);
    expect((await zaid.getTyping(id)).body).toMatchObject({ typingUsers: [{ userId: "yara", ...typing }] });
    expect((await zaid.request("GET", `/typing/${id}/yara`)).body).toEqual(typing);
    await waitFor("it to go by itself", () => toTree(node) === null, 30_000);
    expect((await zaid.request("GET", `/typing/${id}/yara`)).body).toBeNull();
    await yara.request("PUT", `/typing/${id}/yara`, { isTyping: true });
    await yara.sendMessage(id, "Here it is");
    await waitFor("it to go with the message", () => list.events.length === 5);
    await yara.request("PUT", `/typing/${id}/yara`, { isTyping: true, userName: "Somebody else", timestamp: 0 });
    await yara.request("DELETE", `/typing/${id}/yara`);
    await waitFor("it to go", () => list.events.length === 7);
    expect(toTree(list)).toEqual({});
    expect(JSON.stringify(list.events)).not.toContain("Somebody else");
    // A typist does not hear of it.
    expect(own.events).toHaveLength(1);
  });

  test("defect 5: nobody types for somebody else, nor as a stranger", async () => {
    const id = await ring.direct("bea", "carl");
    const [bea, mallory] = await ring.join("bea", "mallory");
    expect(await bea.request("PUT", `/typing/${id}/carl`, { isTyping: true })).toMatchObject({ status: 403, body: { context: { code: "forbidden" } } });
    expect(await bea.request("DELETE", `/typing/${id}/carl`)).toMatchObject({ status: 403 });
    expect(await mallory.request("PUT", `/typing/${id}/mallory`, { isTyping: true })).toMatchObject({ status: 404 });
    expect(await mallory.setTyping(id, true)).toMatchObject({ status: 404, body: { success: false } });
    expect((await bea.getTyping(id)).body.typingUsers).toEqual([]);
  });
});
