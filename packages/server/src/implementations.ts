import type { OperationName } from "@parley/protocol";
import { attachments } from "./features/attachments/index.ts";
import { auth } from "./features/auth/index.ts";
import { conversations } from "./features/conversations/index.ts";
import { demo } from "./features/demo/index.ts";
import { messages } from "./features/messages/index.ts";
import { presence } from "./features/presence/index.ts";
import { receipts } from "./features/receipts/index.ts";
import { search } from "./features/search/index.ts";
import { typing } from "./features/typing/index.ts";
import { users } from "./features/users/index.ts";
import type { Implementation } from "./implementation.ts";

/** Operation → the code that runs it. Newcomers start here; an operation without an implementation does not compile. */
export const implementations: { [Name in OperationName]: Implementation<Name> } = {
  "auth.register": auth.register,
  "auth.login": auth.login,
  "auth.refresh": auth.refresh,
  "auth.logout": auth.logout,
  "users.me": users.me,
  "users.updateMe": users.updateMe,
  "users.search": users.search,
  "users.get": users.get,
  "users.put": users.put,
  "users.setActive": users.setActive,
  "conversations.create": conversations.create,
  "conversations.findDirect": conversations.findDirect,
  "conversations.openDirect": conversations.openDirect,
  "conversations.list": conversations.list,
  "conversations.get": conversations.get,
  "conversations.update": conversations.update,
  "conversations.archive": conversations.archive,
  "conversations.mute": conversations.mute,
  "conversations.pin": conversations.pin,
  "conversations.leave": conversations.leave,
  "conversations.listMembers": conversations.listMembers,
  "conversations.addMembers": conversations.addMembers,
  "conversations.removeMember": conversations.removeMember,
  "conversations.setRole": conversations.setRole,
  "messages.send": messages.send,
  "messages.list": messages.list,
  "messages.get": messages.get,
  "messages.edit": messages.edit,
  "messages.delete": messages.remove,
  "messages.removePreviews": messages.removePreviews,
  "messages.react": messages.react,
  "messages.pin": messages.pin,
  "messages.listPinned": messages.listPinned,
  "messages.changes": messages.changes,
  "messages.sync": messages.sync,
  "messages.search": search.messages,
  "attachments.limits": attachments.limits,
  "attachments.upload": attachments.upload,
  "attachments.begin": attachments.begin,
  "attachments.complete": attachments.complete,
  "attachments.link": attachments.link,
  "attachments.links": attachments.links,
  "attachments.download": attachments.download,
  "attachments.list": attachments.list,
  "attachments.discard": attachments.discard,
  "receipts.read": receipts.read,
  "receipts.delivered": receipts.delivered,
  "receipts.unread": receipts.unread,
  "typing.start": typing.start,
  "typing.stop": typing.stop,
  "typing.list": typing.list,
  "presence.get": presence.get,
  "presence.online": presence.online,
  "demo.people": demo.people,
  "demo.signIn": demo.signIn,
};
