import type { EventName } from "@parley/protocol";
import { ask, type TestServer } from "@parley/testkit";
import type { eventRules, Hearing } from "./events.ts";
import { askingId, type Hall } from "./hall.ts";

/** How an event comes about. */
export type Cause = {
  /** Who is concerned: by default a member of the conversation. */
  concernedId?: string;
  /** The devices of the one who asks: by default two, of a user of the host. */
  tokens?(server: TestServer): Promise<[string, string]>;
  prepare?(hall: Hall): Promise<unknown>;
  happens(hall: Hall): unknown;
};

type Rules = typeof eventRules;
type Causes = { [Name in EventName]: Rules[Name] extends Hearing ? Cause : { [Way in keyof Rules[Name]]: Cause } };

const here = ({ conversationId }: Hall) => ({ conversationId });
const there = ({ messageId }: Hall) => ({ messageId });
const send = (hall: Hall) => hall.asks("messages.send", { ...here(hall), text: "hello" });
const removeConcerned = (hall: Hall) => hall.asks("conversations.removeMember", { ...here(hall), userId: hall.concernedId });
const concernedLeaves = (hall: Hall) => ask(hall.sockets.concerned, "conversation:leave", here(hall));
const root = ({ server }: Hall) => server.as("root", { role: "admin" });

/** Two sessions of a new built-in account. */
async function twoSessions(server: TestServer): Promise<[string, string]> {
  const account = { email: "asking@example.com", password: "a long password" };
  const first = await server.anonymous("auth.register", { ...account, name: "Asking" });
  const second = await server.anonymous("auth.login", account);
  return [first.accessToken, second.accessToken];
}

const shortToken = async (server: TestServer): Promise<[string, string]> => [
  await server.tokenFor(askingId, { expiresInSeconds: 120 }),
  await server.tokenFor(askingId),
];

/** The hall moves to another conversation, begun by the one who asks. */
async function begin(hall: Hall, type: "group" | "direct", participantIds: string[], history: "all" | "since_join" = "all"): Promise<void> {
  const { conversation } = await hall.asks("conversations.create", { type, participantIds, history });
  hall.conversationId = conversation.id;
}

/** A message that the concerned, where newcomers do not see the past, may not read. */
async function saidBeforeConcernedJoined(hall: Hall): Promise<void> {
  await begin(hall, "group", ["member"], "since_join");
  hall.messageId = (await send(hall)).message.id;
  await hall.asks("conversations.addMembers", { ...here(hall), userIds: [hall.concernedId] });
}

/** A cause without a row, and a row without a cause, do not compile. */
export const causes: Causes = {
  "message.created": {
    "a message is sent": { happens: send },
    "a message is sent after somebody was removed": { prepare: removeConcerned, happens: send },
    "a message is sent after somebody left": { prepare: concernedLeaves, happens: send },
    "a message is sent in a direct conversation": { prepare: (hall) => begin(hall, "direct", ["member"]), happens: send },
  },
  "message.edited": { happens: (hall) => hall.asks("messages.edit", { ...there(hall), text: "otherwise" }) },
  "message.deleted": { happens: (hall) => hall.asks("messages.delete", there(hall)) },
  "message.reacted": { happens: (hall) => hall.asks("messages.react", { ...there(hall), emoji: "👍" }) },
  "message.pinned": {
    "a message is pinned": { happens: (hall) => hall.asks("messages.pin", { ...there(hall), pinned: true }) },
    "a message from before the concerned joined is pinned, where newcomers do not see the past": {
      prepare: saidBeforeConcernedJoined,
      happens: (hall) => hall.asks("messages.pin", { ...there(hall), pinned: true }),
    },
  },
  "message.previewed": {
    "previews are taken off": { happens: (hall) => hall.asks("messages.removePreviews", there(hall)) },
    "previews are taken off a message from before the concerned joined, where newcomers do not see the past": {
      prepare: saidBeforeConcernedJoined,
      happens: (hall) => hall.asks("messages.removePreviews", there(hall)),
    },
  },
  "conversation.created": {
    "a group begins": { happens: (hall) => begin(hall, "group", ["member", hall.concernedId]) },
    "a direct conversation begins": { concernedId: "concerned by a direct one", happens: (hall) => begin(hall, "direct", [hall.concernedId]) },
  },
  "conversation.updated": { happens: (hall) => hall.asks("conversations.update", { ...here(hall), title: "Another title" }) },
  "member.added": { prepare: removeConcerned, happens: (hall) => hall.asks("conversations.addMembers", { ...here(hall), userIds: [hall.concernedId] }) },
  "member.removed": {
    "somebody is removed": { happens: removeConcerned },
    "somebody leaves": { happens: concernedLeaves },
  },
  "member.updated": { happens: (hall) => hall.asks("conversations.setRole", { ...here(hall), userId: hall.concernedId, role: "admin" }) },
  "membership.updated": {
    "the conversation is muted": { happens: (hall) => hall.asks("conversations.mute", { ...here(hall), muted: true }) },
    "the conversation is read": {
      prepare: (hall) => ask(hall.sockets.member, "message:send", { ...here(hall), text: "read this" }),
      happens: (hall) => hall.asks("receipts.read", { ...here(hall), seq: 1_000_000 }),
    },
  },
  "receipt.updated": {
    prepare: (hall) => ask(hall.sockets.member, "message:send", { ...here(hall), text: "read this" }),
    happens: (hall) => hall.asks("receipts.delivered", { ...here(hall), seq: 1_000_000 }),
  },
  "typing.changed": {
    "somebody begins": { happens: (hall) => hall.asks("typing.start", here(hall)) },
    "somebody stops": { prepare: (hall) => hall.asks("typing.start", here(hall)), happens: (hall) => hall.asks("typing.stop", here(hall)) },
  },
  "presence.changed": {
    "somebody comes": {
      concernedId: "somebody who comes",
      async prepare({ server, sockets, concernedId }) {
        sockets.concerned.close();
        const offline = async () =>
          (await ask<{ presences: { online: boolean }[] }>(sockets.watcher, "user:presence", { userIds: [concernedId] })).presences[0];
        while ((await offline())?.online !== false) await new Promise((resolve) => setTimeout(resolve, 20));
        await server.server.app.publisher.drain();
      },
      happens: ({ sockets }) => new Promise((resolve) => sockets.concerned.once("connect", () => resolve(undefined)).connect()),
    },
  },
  "user.updated": {
    "somebody takes another name": { happens: (hall) => hall.asks("users.updateMe", { name: "Somebody else" }) },
    "an admin of the host gives somebody another name": {
      concernedId: "concerned by a name",
      happens: (hall) => root(hall).call("users.put", { userId: hall.concernedId, name: "Named by the host" }),
    },
  },
  "session.expiring": { tokens: shortToken, happens: ({ server }) => server.clock.advance(70_000) },
  "session.ended": {
    "the session is ended by signing out": { tokens: twoSessions, happens: (hall) => hall.asks("auth.logout", {}) },
    "the token has expired": { tokens: shortToken, happens: ({ server }) => server.clock.advance(121_000) },
    "somebody deactivates themselves": {
      tokens: async (server) => [await server.tokenFor("asking to go"), await server.tokenFor("asking to go")],
      happens: (hall) => hall.asks("users.setActive", { userId: "asking to go", active: false }),
    },
    "somebody is deactivated": {
      concernedId: "concerned by a deactivation",
      happens: (hall) => root(hall).call("users.setActive", { userId: hall.concernedId, active: false }),
    },
  },
};
