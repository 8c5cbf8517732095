/**
 * Where the fuzz takes place: a server, people with different rights, and
 * conversations that exist. What the fuzz wears out (members leave, users are
 * deactivated, sessions end) is put right now and then.
 */
import { newDirect, newGroup, signIn, startTestServer, type TestServer, upload } from "@parley/testkit";
import { io, type Socket } from "socket.io-client";
import type { Known } from "./inputs.ts";
import { watch } from "./watch.ts";

export const personas = ["owner", "member", "stranger", "hostAdmin", "account", "anonymous"] as const;
export type Persona = (typeof personas)[number];

export type Stage = {
  server: TestServer;
  /** What went wrong where no client sees it, since the last look. */
  problems: string[];
  known: Known;
  tokenOf(persona: Persona): string | undefined;
  /** An open socket; a new one when the last was closed. Rejects with the code for which none is given. */
  socketOf(persona: Persona): Promise<Socket>;
  /** One of one's own. */
  connect(persona: Persona): Promise<Socket>;
  renew(): Promise<void>;
  stop(): Promise<void>;
};

const people = ["owner", "member", "stranger", "hostAdmin", "guest"];

export async function startStage(): Promise<Stage> {
  const server = await startTestServer({ DEMO: "on" });
  const tokens = new Map<Persona, string>();
  const sockets = new Map<Persona, Promise<Socket>>();
  const conversations: string[] = [];
  const messages: string[] = [];
  const attachments: string[] = [];
  const cursors: string[] = [];
  const accounts: { email: string; id: string; refreshToken: string; accessToken: string }[] = [];
  await signIn(server, people);
  const { people: demoPeople } = await server.anonymous("demo.people", {});
  const everybody = [...people, ...demoPeople.slice(0, 2).map(({ id }) => id)];
  for (const person of people) tokens.set(person as Persona, await server.tokenFor(person, person === "hostAdmin" ? { role: "admin" } : {}));

  const picker =
    (values: string[], otherwise = "") =>
    (pick: number) =>
      values[pick % values.length] ?? otherwise;

  let renewals = 0;
  async function renew(): Promise<void> {
    renewals += 1;
    const { rows } = await server.pool.query<{ id: string }>("select id from users where not active");
    for (const { id } of rows) await server.as("root", { role: "admin" }).call("users.setActive", { userId: id, active: true });
    // As if their day had passed: nobody may have more than a hundred.
    await server.pool.query("delete from attachments where message_seq is null");
    const account = { email: `account${renewals}@example.com`, password: "correct horse", name: "Account" };
    const { user, accessToken, refreshToken } = await server.anonymous("auth.register", account);
    accounts.unshift({ email: account.email, id: user.id, accessToken, refreshToken });
    tokens.set("account", accessToken);
    (await sockets.get("account")?.catch(() => {}))?.close();

    const group = await newGroup(server, ["owner", "member", "guest", user.id], { title: "100% 'done'", context: { type: "a", id: "b", title: "c_d" } });
    const hidden = await newGroup(server, ["owner", "member"], { history: "since_join" });
    const direct = await newDirect(server, "owner", "member", { context: { type: "order", id: `${renewals}`, title: "An order" } });
    const others = await newGroup(server, ["stranger", "guest"]);
    const places = [group, hidden, direct, others].map(({ id }) => id);
    conversations.unshift(...places);
    for (const conversationId of places) {
      const author = conversationId === others.id ? "stranger" : "owner";
      for (const text of ["one", "two", "three"]) messages.unshift((await server.as(author).call("messages.send", { conversationId, text })).message.id);
    }
    const writers = [["owner", group.id] as const, ["member", group.id] as const, ["member", direct.id] as const, ["stranger", others.id] as const];
    for (const [person, conversationId] of writers) {
      const sent = await upload(server, person, conversationId, { content: Buffer.from("sent") });
      const unsent = await upload(server, person, conversationId, { content: Buffer.from("not sent") });
      messages.unshift((await server.as(person).call("messages.send", { conversationId, text: "", attachmentIds: [sent.id] })).message.id);
      attachments.unshift(sent.id, unsent.id);
    }
    await server.as("owner").call("messages.delete", { messageId: `${group.id}.2` });
    const list = await server.as("owner").call("conversations.list", { limit: 1 });
    const members = await server.as("owner").call("conversations.listMembers", { conversationId: group.id, limit: 1 });
    cursors.unshift(list.nextCursor ?? "", members.nextCursor ?? "");
    // Few and recent, so that requests meet one another.
    for (const kept of [conversations, messages, attachments, cursors, accounts]) kept.splice(24);
  }
  await renew();

  async function socketOf(persona: Persona): Promise<Socket> {
    const asked = sockets.get(persona);
    const open = await asked?.catch(() => undefined);
    if (open?.connected) return open;
    // Of several who find it closed the first opens another.
    if (sockets.get(persona) === asked) sockets.set(persona, connect(persona));
    return sockets.get(persona) as Promise<Socket>;
  }

  /** Not the testkit's, which keeps every socket until the end. */
  async function connect(persona: Persona): Promise<Socket> {
    const socket = io(server.url, { transports: ["websocket"], auth: { token: tokens.get(persona) }, forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
    return socket;
  }

  const watching = watch(server);
  return {
    server,
    problems: watching.problems,
    known: {
      conversationId: picker(conversations),
      messageId: picker(messages),
      attachmentId: picker(attachments),
      userId: (pick) => everybody[pick % everybody.length] ?? "",
      cursor: picker(cursors),
      email: (pick) => accounts[pick % accounts.length]?.email ?? "",
      refreshToken: (pick) => accounts[pick % accounts.length]?.refreshToken ?? "",
      accessToken: (pick) => [...tokens.values()][pick % tokens.size] ?? "",
    },
    tokenOf: (persona) => tokens.get(persona),
    socketOf,
    connect,
    renew,
    async stop() {
      watching.stop();
      for (const socket of sockets.values()) (await socket.catch(() => {}))?.close();
      await server.stop();
    },
  };
}
