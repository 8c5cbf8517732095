import { fail, type Input, type Message, type Output, type Payload } from "@parley/protocol";
import type { Call } from "./calls/call.ts";
import { findMessage } from "./findMessage.ts";
import type { Draft, Outbox } from "./outbox/outbox.ts";
import type { OutboxEntry, ParleyStore } from "./state.ts";
import type { ConversationEvent } from "./sync/conversationEvent.ts";
import type { Typing } from "./typing.ts";
import type { Windows } from "./windows/windows.ts";

/** What one does with messages. Everything that returns a promise throws ParleyError. */
export type MessageActions = {
  /** Shows the message at once as `sending` and sends it as soon as it can be sent. Needs a first connection before. */
  send(draft: Draft): OutboxEntry;
  /** Sends a failed entry again. */
  retry(clientId: string): void;
  /** Forgets an entry that was not taken yet; its uploads end. */
  discard(clientId: string): void;
  /** Takes one file out of a message that is being sent; without files and text nothing is left to send, and the entry is forgotten. */
  cancelUpload(clientId: string, uploadId: string): void;
  edit(message: Message, text: string, mentions?: string[]): Promise<Message>;
  /** Deletes for everybody. */
  remove(message: Message): Promise<Message>;
  /** Adds one's own emoji, or takes it back. */
  react(message: Message, emoji: string): Promise<Message>;
  pin(message: Message, pinned?: boolean): Promise<Message>;
  loadNewest(conversationId: string): Promise<void>;
  loadOlder(conversationId: string): Promise<void>;
  loadNewer(conversationId: string): Promise<void>;
  /** Moves the window to a message far from the live end. */
  loadAround(conversationId: string, seq: number): Promise<void>;
  /** Fetches the messages that loaded ones reply to and that are not known yet. Live messages do it by themselves. */
  resolveQuoted(conversationId: string): Promise<void>;
  /** One page of an answer, best first. Not put into the store; `createMessageSearch` keeps an answer correct. */
  search(input: Input<"messages.search">): Promise<Output<"messages.search">>;
};

export type MessagePorts = {
  store: ParleyStore;
  call: Call;
  outbox: Outbox;
  windows: Windows;
  typing: Typing;
  receive(event: ConversationEvent): void;
};

type ChangeName = "message.edited" | "message.deleted" | "message.reacted" | "message.pinned";

export function createMessageActions({ store, call, outbox, windows, typing, receive }: MessagePorts): MessageActions {
  /** An answer is the same as the event that everybody hears; whichever is first counts. */
  async function change(name: ChangeName, answer: Promise<{ message: Message }>): Promise<Message> {
    const { message } = await answer;
    const payload: Payload<ChangeName> = { conversationId: message.conversationId, rev: message.rev, message };
    receive({ name, payload });
    return message;
  }

  return {
    send(draft) {
      typing.stop(draft.conversationId);
      const entry = outbox.send(draft);
      if (store.getState().windows[draft.conversationId]?.hasNewer) windows.load(draft.conversationId, "newest").catch(() => {});
      return entry;
    },
    retry: outbox.retry,
    discard: outbox.discard,
    cancelUpload: outbox.cancelUpload,
    edit: (message, text, mentions) =>
      change("message.edited", call("messages.edit", { messageId: message.id, text, ...(mentions === undefined ? {} : { mentions }) })),
    remove: (message) => change("message.deleted", call("messages.delete", { messageId: message.id })),
    react(message, emoji) {
      const { me } = store.getState();
      if (!me) throw fail("unauthenticated", { detail: "Connect first." });
      const { reactions } = findMessage(store.getState(), message.id) ?? message;
      const on = !reactions.some((reaction) => reaction.emoji === emoji && reaction.userId === me.id);
      return change("message.reacted", call("messages.react", { messageId: message.id, emoji, on }));
    },
    pin: (message, pinned = true) => change("message.pinned", call("messages.pin", { messageId: message.id, pinned })),
    loadNewest: (conversationId) => windows.load(conversationId, "newest"),
    loadOlder: (conversationId) => windows.load(conversationId, "older"),
    loadNewer: (conversationId) => windows.load(conversationId, "newer"),
    loadAround: (conversationId, seq) => windows.load(conversationId, { around: seq }),
    resolveQuoted: windows.resolveQuoted,
    search: (input) => call("messages.search", input),
  };
}
