/**
 * React hooks over @parley/client: they subscribe, and hold no state of their
 * own. Everything drawn comes from `parley.store`; everything done is a method
 * of `useParley()`.
 */
export { ParleyProvider, useParley } from "./ParleyProvider.tsx";
export { type ConnectionView, useConnection } from "./useConnection.ts";
export { type ConversationView, useConversation } from "./useConversation.ts";
export { type ConversationsView, useConversations } from "./useConversations.ts";
export { useMe } from "./useMe.ts";
export { type MembersView, useMembers } from "./useMembers.ts";
export { type MessageSearchView, useMessageSearch } from "./useMessageSearch.ts";
export { useParleyState } from "./useParleyState.ts";
export { usePresence } from "./usePresence.ts";
export { type TimelineView, useTimeline } from "./useTimeline.ts";
export { useTyping } from "./useTyping.ts";
export { useUnread } from "./useUnread.ts";
