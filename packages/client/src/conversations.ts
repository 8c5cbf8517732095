import { type Conversation, fail, type Input, limits, type MemberRole } from "@parley/protocol";
import type { Call } from "./calls/call.ts";
import type { ListName, ParleyStore } from "./state.ts";
import type { Lists } from "./sync/lists.ts";
import { dropConversation } from "./sync/putConversation.ts";
import type { Windows } from "./windows/windows.ts";

/** What one does with conversations. Everything throws ParleyError; results are in the store as well. */
export type ConversationActions = {
  /** The next page of a list; the first one if none is loaded. */
  loadMore(list: ListName): Promise<void>;
  /** Holds the conversation, its newest messages and, up to `limits.receiptMembers` people, its members. */
  open(conversationId: string): Promise<Conversation>;
  create(input: Input<"conversations.create">): Promise<Conversation>;
  update(input: Input<"conversations.update">): Promise<Conversation>;
  archive(conversationId: string, archived?: boolean): Promise<Conversation>;
  /** `until` as ISO timestamp; for ever when left out. */
  mute(conversationId: string, muted?: boolean, until?: string): Promise<Conversation>;
  pin(conversationId: string, pinned?: boolean): Promise<Conversation>;
  leave(conversationId: string): Promise<void>;
  addMembers(conversationId: string, userIds: string[]): Promise<Conversation>;
  removeMember(conversationId: string, userId: string): Promise<Conversation>;
  setRole(conversationId: string, userId: string, role: MemberRole): Promise<Conversation>;
  /** By title, context title or member name; archived ones last. Not put into the store: `open` what is chosen. */
  search(text: string): Promise<Conversation[]>;
};

export type ConversationPorts = {
  store: ParleyStore;
  call: Call;
  lists: Lists;
  windows: Windows;
  receive(conversation: Conversation): void;
};

export function createConversationActions({ store, call, lists, windows, receive }: ConversationPorts): ConversationActions {
  async function keep(answer: Promise<Conversation>): Promise<Conversation> {
    const conversation = await answer;
    receive(conversation);
    return store.getState().conversations[conversation.id] ?? conversation;
  }

  async function open(conversationId: string): Promise<Conversation> {
    windows.touch(conversationId);
    const { windows: loaded } = store.getState();
    const window = loaded[conversationId];
    if (!window || (window.messages.length === 0 && window.hasNewer)) await windows.load(conversationId, "newest");
    const { conversations, members } = store.getState();
    const conversation = conversations[conversationId];
    if (!conversation) throw fail("not_found");
    if (conversation.memberCount <= limits.receiptMembers && !members[conversationId]) await windows.loadMembers(conversationId);
    return store.getState().conversations[conversationId] ?? conversation;
  }

  return {
    loadMore: lists.loadMore,
    open,
    create: (input) => keep(call("conversations.create", input).then(({ conversation }) => conversation)),
    update: (input) => keep(call("conversations.update", input)),
    archive: (conversationId, archived = true) => keep(call("conversations.archive", { conversationId, archived })),
    mute: (conversationId, muted = true, until) => keep(call("conversations.mute", { conversationId, muted, ...(until === undefined ? {} : { until }) })),
    pin: (conversationId, pinned = true) => keep(call("conversations.pin", { conversationId, pinned })),
    async leave(conversationId) {
      await call("conversations.leave", { conversationId });
      store.setState((state) => dropConversation(state, conversationId));
    },
    addMembers: (conversationId, userIds) => keep(call("conversations.addMembers", { conversationId, userIds })),
    removeMember: (conversationId, userId) => keep(call("conversations.removeMember", { conversationId, userId })),
    setRole: (conversationId, userId, role) => keep(call("conversations.setRole", { conversationId, userId, role })),
    async search(search) {
      const pages = await Promise.all([false, true].map((archived) => call("conversations.list", { search, archived })));
      return pages.flatMap(({ conversations }) => conversations);
    },
  };
}
