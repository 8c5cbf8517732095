import { type EventName, type Payload, toMessageId } from "@parley/protocol";
import type { Said, Says } from "../dialect.ts";
import { messagePath, messagesPath, toChange, toMessage, toTyping, typingPath, typistPath } from "./shapes.ts";

type Topics<Name extends EventName> = readonly ((payload: Payload<Name>) => string)[];

/** To whoever listens to the list, and to whoever listens to this one of it. */
function inside<Name extends EventName>(topics: Topics<Name>, said: Omit<Said<Name>, "to">): Said<Name>[] {
  return topics.map((topic) => ({ ...said, to: (payload) => ({ inside: topic(payload) }) }));
}

type Changed = Payload<"message.edited">;
const messageTopics = [({ conversationId }: Changed) => messagesPath(conversationId), ({ message }: Changed) => messagePath(message)];
const changed: Pick<Said<"message.edited">, "event" | "body" | "to">[] = inside<"message.edited">(messageTopics, {
  event: "patch",
  body: ({ message }) => ({ path: messagePath(message), data: toChange(message) }),
});

/** Of a mark: the newest message that it covers, if another has sent it. What was sent before has come as far. */
function marked(status: "delivered" | "read", seqOf: (payload: Payload<"receipt.updated">) => number): Said<"receipt.updated">[] {
  const pathOf = (payload: Payload<"receipt.updated">): string =>
    messagePath({ conversationId: payload.conversationId, id: toMessageId(payload.conversationId, seqOf(payload)) });
  return inside([({ conversationId }) => messagesPath(conversationId), pathOf], {
    event: "patch",
    about: (payload) => (seqOf(payload) === 0 ? {} : { message: { conversationId: payload.conversationId, seq: seqOf(payload) } }),
    body: (payload, { senderId }) => (senderId === undefined || senderId === payload.userId ? undefined : { path: pathOf(payload), data: { status } }),
  });
}

const typingTopics: Topics<"typing.changed"> = [
  ({ conversationId }) => typingPath(conversationId),
  ({ conversationId, user }) => typistPath(conversationId, user.id),
];

/** Whoever is no member any more is told so, and hears no path of the conversation again. */
const cancelled = [(id: string) => `/conversations/${id}`, typingPath].map(
  (pathOf): Said<"member.removed"> => ({
    event: "cancel",
    body: ({ conversationId }) => ({ path: pathOf(conversationId), data: null }),
    to: ({ conversationId, userId }) => ({ only: [userId], inside: pathOf(conversationId) }),
    last: true,
  }),
);

/** The document's tree has messages and typists in it, and nothing else. */
export const says: Says = {
  "message.created": inside(messageTopics, { event: "put", body: ({ message }) => ({ path: messagePath(message), data: toMessage(message) }) }),
  "message.edited": changed,
  "message.deleted": changed,
  "message.reacted": changed,
  "message.pinned": "silent",
  "message.previewed": "silent",
  "conversation.created": "silent",
  "conversation.updated": "silent",
  "member.added": "silent",
  "member.removed": cancelled,
  "member.updated": "silent",
  "membership.updated": "silent",
  "receipt.updated": [
    ...marked("read", ({ readSeq }) => readSeq),
    // In a group another may have read what has just reached this one.
    ...marked("delivered", ({ readSeq, deliveredSeq }) => (deliveredSeq > readSeq ? deliveredSeq : 0)).map(
      (said): Said<"receipt.updated"> => ({ ...said, body: (payload, known) => (known.hearers().length > 2 ? undefined : said.body(payload, known)) }),
    ),
  ],
  "typing.changed": inside(typingTopics, {
    event: "put",
    body: ({ conversationId, user, typing }, { now }) => ({ path: typistPath(conversationId, user.id), data: typing ? toTyping(user, now()) : null }),
  }),
  "presence.changed": "silent",
  "user.updated": "silent",
  "session.expiring": "silent",
  "session.ended": "silent",
};
