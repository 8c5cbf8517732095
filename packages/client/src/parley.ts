import type { EventName, Input, OwnUser, ParleyEvent, Payload, User } from "@parley/protocol";
import { type AttachmentActions, createTransfers } from "./attachments/attachments.ts";
import { type Call, createCall } from "./calls/call.ts";
import { createConnection } from "./connection/connection.ts";
import { createTokens, type GetToken } from "./connection/tokens.ts";
import { type ConversationActions, createConversationActions } from "./conversations.ts";
import { createListeners } from "./listeners.ts";
import { createMarks } from "./marks.ts";
import { createMessageActions, type MessageActions } from "./messages.ts";
import { createOutbox } from "./outbox/outbox.ts";
import { createOutboxStorage, type OutboxStorage } from "./outbox/storage.ts";
import { createPresence } from "./presence.ts";
import { createParleyStore, type ParleyStore } from "./state.ts";
import { isConversationEvent } from "./sync/conversationEvent.ts";
import { renameUser } from "./sync/renameUser.ts";
import { createSync } from "./sync/sync.ts";
import { createTyping } from "./typing.ts";

export type ParleyOptions = {
  /** Where the server answers: `https://chat.example.com`, or `location.origin`. */
  url: string;
  /** Asked for an access token whenever one is needed. */
  getToken: GetToken;
  /** Where unsent messages outlive a reload. Default: localStorage where it exists, else memory. */
  storage?: OutboxStorage;
};

/** One user's connection and what is known through it. */
export type Parley = {
  /** Read it with `getState()`, follow it with `subscribe()`; never write it. */
  readonly store: ParleyStore;
  /** Connects and stays connected until `disconnect()`. Resolves when first online; rejects when it gives up (`state.failure`). */
  connect(): Promise<void>;
  /** Stays away until `connect()`; the store keeps what it has. */
  disconnect(): void;
  /** Any operation of the contract. Goes over the socket when that stands, else over REST. Throws ParleyError. */
  readonly call: Call;
  /** Hears every event as it arrives: perhaps twice, and not what happened while offline (the store has it all). Returns how to stop. */
  on<Name extends EventName>(name: Name, listener: (payload: Payload<Name>) => void): () => void;
  readonly conversations: ConversationActions;
  readonly messages: MessageActions;
  readonly attachments: AttachmentActions;
  readonly users: UserActions;
  /** Read up to here. Never moves back; may be called on every scroll. */
  markRead(conversationId: string, seq: number): void;
  /** The user typed something just now. Tells the others, at most every 3 s; stops by itself. */
  typing(conversationId: string): void;
  /** Whose presence to follow from now on: replaces the former set, at most `limits.presenceWatches`. */
  watch(userIds: string[]): void;
};

export type UserActions = {
  /** By name, at least two characters; best matches first. */
  search(query: string): Promise<User[]>;
  /** Changes one's own name or picture. */
  updateMe(input: Input<"users.updateMe">): Promise<OwnUser>;
};

/** Connects nothing yet: `connect()` does. One Parley serves one user; make a new one when another signs in. */
export function createParley({ url, getToken, storage = createOutboxStorage() }: ParleyOptions): Parley {
  const store = createParleyStore();
  const tokens = createTokens(getToken);
  const listeners = createListeners();
  const connection = createConnection({ url, store, tokens, onEvent: receive, sync: catchUp, onOnline: resume, onLost: pause });
  const call = createCall({ url, tokens, request: connection.request });
  const sync = createSync(store, call);
  const transfers = createTransfers({ url, tokens, call });
  const outbox = createOutbox({ store, storage, call, attachments: transfers, receive: sync.receiveEvent });
  const marks = createMarks(store, call);
  const typing = createTyping(store, call);
  const presence = createPresence(store, connection.request);

  function receive(event: ParleyEvent): void {
    if (isConversationEvent(event)) sync.receiveEvent(event);
    else if (event.name === "typing.changed") typing.changed(event.payload);
    else if (event.name === "presence.changed") presence.changed(event.payload);
    else if (event.name === "user.updated") store.setState((state) => renameUser(state, event.payload));
    listeners.tell(event);
  }

  async function catchUp(): Promise<void> {
    presence.restore();
    const isFirst = store.getState().me === null;
    store.setState({ me: await call("users.me", {}) });
    if (isFirst) await outbox.restore();
    await sync.catchUpAll();
  }

  function resume(): void {
    outbox.flush();
    marks.flush();
  }

  function pause(): void {
    sync.pause();
    typing.clear();
  }

  return {
    store,
    connect: connection.connect,
    disconnect() {
      connection.disconnect();
      sync.clear();
    },
    call,
    on: listeners.add,
    conversations: createConversationActions({ store, call, lists: sync.lists, windows: sync.windows, receive: sync.receiveConversation }),
    messages: createMessageActions({ store, call, outbox, windows: sync.windows, typing, receive: sync.receiveEvent }),
    attachments: { ...transfers, stage: outbox.stage, unstage: outbox.unstage, retryStaged: outbox.retryStaged },
    users: {
      search: async (query) => (await call("users.search", { query })).users,
      async updateMe(input) {
        const me = await call("users.updateMe", input);
        const { id, name, imageUrl } = me;
        store.setState((state) => ({ ...renameUser(state, { id, name, imageUrl }), me }));
        return me;
      },
    },
    markRead: marks.read,
    typing: typing.typed,
    watch: presence.watch,
  };
}
