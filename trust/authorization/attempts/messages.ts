import type { Output } from "@parley/protocol";
import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import type { Stage } from "../stage.ts";

const inConversation = ({ conversationId }: Stage) => ({ conversationId });

type Which = keyof Stage["messageId"];
type Name = keyof Attempts & `messages.${string}`;

/** The message is so now, in the answer and for another member. */
async function isNow(stage: Stage, { message }: Output<"messages.get">, expected: Partial<Output<"messages.get">["message"]>): Promise<void> {
  expect(message).toMatchObject(expected);
  expect(await stage.witness("messages.get", { messageId: message.id })).toEqual({ message });
}

function edit(which: Which): Attempt<"messages.edit"> {
  return {
    input: ({ messageId }) => ({ messageId: messageId[which], text: "said otherwise" }),
    shows: (output, stage) => isNow(stage, output, { id: stage.messageId[which], text: "said otherwise", version: 2 }),
  };
}

function remove(which: Which): Attempt<"messages.delete"> {
  return {
    input: ({ messageId }) => ({ messageId: messageId[which] }),
    shows: (output, stage) => isNow(stage, output, { id: stage.messageId[which], text: "", deletedAt: expect.any(String) }),
  };
}

function removePreviews(which: Which): Attempt<"messages.removePreviews"> {
  return {
    input: ({ messageId }) => ({ messageId: messageId[which] }),
    shows: (output, stage) => isNow(stage, output, { id: stage.messageId[which], previews: [], version: 1 }),
  };
}

function pin(): Attempt<"messages.pin"> {
  return {
    input: ({ messageId }) => ({ messageId: messageId.own, pinned: true }),
    shows: (output, stage) => isNow(stage, output, { id: stage.messageId.own, pinnedAt: expect.any(String) }),
  };
}

export const messagesAttempts: Pick<Attempts, Name> = {
  "messages.send": {
    // What is judged after the membership is in reach of members alone.
    input: (stage) => ({ ...inConversation(stage), text: "hello", clientId: "c1", replyTo: stage.messageId.others }),
    async shows({ message }, stage) {
      expect(message.sender.id).toBe(stage.caller?.id);
      await isNow(stage, { message }, { text: "hello", replyTo: stage.messageId.others });
    },
  },
  "messages.list": {
    input: inConversation,
    shows: ({ messages }, { messageId }) => expect(messages.map(({ id }) => id)).toEqual(expect.arrayContaining([messageId.own, messageId.others])),
  },
  "messages.get": {
    input: ({ messageId }) => ({ messageId: messageId.others }),
    shows: ({ message }, { messageId }) => expect(message).toMatchObject({ id: messageId.others, text: expect.stringContaining("from the") }),
  },
  "messages.edit": {
    "one's own message": edit("own"),
    "somebody else's message": edit("others"),
    "a system message": edit("system"),
  },
  "messages.delete": {
    "one's own message": remove("own"),
    "somebody else's message in a group": remove("others"),
    "somebody else's message in a direct conversation": remove("others"),
    "a system message": remove("system"),
  },
  "messages.removePreviews": {
    "of one's own message": removePreviews("own"),
    "of somebody else's message": removePreviews("others"),
    "of a system message": removePreviews("system"),
  },
  "messages.react": {
    input: ({ messageId }) => ({ messageId: messageId.others, emoji: "👍" }),
    async shows(output, stage) {
      expect(output.message.reactions).toMatchObject([{ emoji: "👍", userId: stage.caller?.id }]);
      await isNow(stage, output, { id: stage.messageId.others });
    },
  },
  "messages.pin": { "in a group": pin(), "in a direct conversation": pin() },
  "messages.listPinned": {
    input: inConversation,
    shows: ({ messages }, { place, messageId }) => expect(messages.map(({ id }) => id)).toEqual(place === "group" ? [messageId.pinned] : []),
  },
  "messages.search": {
    "in one conversation": {
      input: (stage) => ({ ...inConversation(stage), query: "from" }),
      shows: ({ results }, { messageId }) => expect(results.map(({ message }) => message.id)).toContain(messageId.others),
    },
    "in all of one's own": {
      input: () => ({ query: "from", limit: 100 }),
      async shows({ results }, stage) {
        const { conversationId, role } = stage;
        const theirs = role === "owner" || role === "admin" || role === "member";
        if (!theirs) expect(results.map(({ message }) => message.conversationId)).not.toContain(conversationId);
        expect(results.length > 0).toBe(results.some(({ message }) => message.text.includes("from")));
      },
    },
  },
  "messages.changes": {
    input: (stage) => ({ ...inConversation(stage), sinceRev: 0, sinceSeq: 0 }),
    shows({ conversation, messages }, { conversationId, messageId }) {
      expect(conversation.id).toBe(conversationId);
      expect(messages.map(({ id }) => id)).toContain(messageId.others);
    },
  },
  "messages.sync": {
    input: ({ conversationId }) => ({ known: [{ conversationId, rev: 0, version: 0 }] }),
    shows({ changed, gone }, { conversationId, role }) {
      const theirs = role === "owner" || role === "admin" || role === "member";
      expect(changed.map(({ id }) => id)).toEqual(theirs ? [conversationId] : []);
      expect(gone).toEqual(theirs ? [] : [conversationId]);
    },
  },
};
