/**
 * Who talks with whom about what. This room owns the conversation row: its
 * lock is what gives seq and rev their order, so every durable change of a
 * conversation, whoever asks for it, goes through changeConversation (or the
 * send statement, which takes the same lock). A stranger is told `not_found`.
 */
import { addMembers } from "./addMembers.ts";
import { create, directKey } from "./create.ts";
import { findDirect } from "./findDirect.ts";
import { get } from "./get.ts";
import { leave } from "./leave.ts";
import { list } from "./list.ts";
import { listMembers } from "./listMembers.ts";
import { openDirect } from "./openDirect.ts";
import { archive, mute, pin } from "./ownSettings.ts";
import { removeMember } from "./removeMember.ts";
import { setRole } from "./setRole.ts";
import { update } from "./update.ts";

export { requireMember } from "./access.ts";
export { type Change, changeConversation } from "./change.ts";
export { type ConversationChange, changeAsServer } from "./conversationChange.ts";
export { findConversations, getConversation, listSharedConversations } from "./conversations.sql.ts";
export { DirectConversations } from "./directs.ts";
export { toMember, toMembership } from "./membership.ts";
export { listPresent } from "./present.ts";
export { directKey };
export const conversations = { create, findDirect, openDirect, list, get, update, archive, mute, pin, leave, listMembers, addMembers, removeMember, setRole };
