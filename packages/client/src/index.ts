/**
 * The typed SDK. One connection per user, everything known through it in one
 * observable store, and the difference fetched whenever something was missed.
 * Runs in browsers and Node; knows neither React nor the DOM.
 */
export { type Account, type AccountOptions, type AccountStorage, createAccount } from "./account.ts";
export type { AttachmentActions, UploadOptions } from "./attachments/attachments.ts";
export type { GetToken, TokenReason } from "./connection/tokens.ts";
export type { ConversationActions } from "./conversations.ts";
export { conversationTitle } from "./conversationTitle.ts";
export { findMessage } from "./findMessage.ts";
export type { MessageActions } from "./messages.ts";
export { otherMember } from "./otherMember.ts";
export type { Draft } from "./outbox/outbox.ts";
export { createOutboxStorage, type OutboxStorage } from "./outbox/storage.ts";
export type { UploadSource } from "./outbox/uploads.ts";
export { createParley, type Parley, type ParleyOptions, type UserActions } from "./parley.ts";
export {
  createMessageSearch,
  type MessageSearch,
  type MessageSearchState,
  type SearchAnswer,
  type SearchQuestion,
} from "./search/messageSearch.ts";
export type {
  ConnectionStatus,
  ListName,
  ListState,
  MessageWindow,
  OutboxEntry,
  ParleyState,
  ParleyStore,
  StagedUpload,
  UnreadTotals,
  Upload,
} from "./state.ts";
export { type MessageStatus, type TimelineItem, timeline } from "./timeline.ts";
