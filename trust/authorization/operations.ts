/**
 * Who may do what. Every operation of the contract has a row, and a row for
 * each situation in which the answer differs; the rules at the top say what a
 * row's name means for everybody who could ask. The tests of this folder are
 * made from this page: each cell is asked over REST and over the socket.
 *
 * "allowed", or the code of the refusal. Whoever may not know that something
 * exists gets `not_found`, the same answer as for an id that nobody ever had;
 * `forbidden` is for those who know, and whose role does not allow it.
 */
import type { ErrorCode, OperationName } from "@parley/protocol";

export type Answer = "allowed" | ErrorCode;

/** Who asks: owner to exMember in the conversation concerned. People cannot block one another yet; when they can, "blocked" is a column here. */
export type Role =
  | "owner"
  | "admin"
  | "member"
  /** Was removed, or left. What they wrote is still there. */
  | "exMember"
  /** Signed in, and never a member. */
  | "stranger"
  /** Admin in the host's product, and a stranger to the conversation. */
  | "hostAdmin"
  /** A deactivated user who was admin both of the group and of the host. */
  | "deactivated"
  /** Without a token. */
  | "anonymous";

/** A direct conversation has two plain members, and nobody leaves it. */
type DirectRole = Exclude<Role, "owner" | "admin" | "exMember">;

type GroupRule = { in: "a group" | "any conversation" | "no conversation" } & Record<Role, Answer>;
type DirectRule = { in: "a direct conversation" } & Record<DirectRole, Answer>;
export type Rule = GroupRule | DirectRule;

const anybody: GroupRule = {
  in: "no conversation",
  owner: "allowed",
  admin: "allowed",
  member: "allowed",
  exMember: "allowed",
  stranger: "allowed",
  hostAdmin: "allowed",
  deactivated: "allowed",
  anonymous: "allowed",
};
const signedIn: GroupRule = { ...anybody, deactivated: "account_inactive", anonymous: "unauthenticated" };

const members: GroupRule = { ...signedIn, in: "any conversation", exMember: "not_found", stranger: "not_found", hostAdmin: "not_found" };
const leaders: GroupRule = { ...members, in: "a group", member: "forbidden" };
const owners: GroupRule = { ...leaders, admin: "forbidden" };
/** One's own uploads are nobody else's, whatever their role. */
const nobodyElse: GroupRule = { ...members, owner: "not_found", admin: "not_found", member: "not_found" };
/** Without a token: the address says who it was made for, and whether they may is judged all the same. */
const linked: GroupRule = { ...members, anonymous: "not_found" };
/** Members are told why, everybody else as little as ever. */
const noMember: GroupRule = { ...owners, in: "any conversation", owner: "forbidden" };

const bothMembers: DirectRule = {
  in: "a direct conversation",
  member: "allowed",
  stranger: "not_found",
  hostAdmin: "not_found",
  deactivated: "account_inactive",
  anonymous: "unauthenticated",
};
const notInDirect: DirectRule = { ...bothMembers, member: "direct_conversation" };
const neitherMember: DirectRule = { ...bothMembers, member: "forbidden" };

const hostAdmins: GroupRule = {
  ...signedIn,
  owner: "forbidden",
  admin: "forbidden",
  member: "forbidden",
  exMember: "forbidden",
  stranger: "forbidden",
};
const hostAdminsInSecret: GroupRule = {
  ...hostAdmins,
  owner: "not_found",
  admin: "not_found",
  member: "not_found",
  exMember: "not_found",
  stranger: "not_found",
};
const nobody: GroupRule = {
  in: "no conversation",
  owner: "not_found",
  admin: "not_found",
  member: "not_found",
  exMember: "not_found",
  stranger: "not_found",
  hostAdmin: "not_found",
  deactivated: "not_found",
  anonymous: "not_found",
};

export const operationRules = {
  "auth.register": anybody,
  "auth.login": { ...anybody, deactivated: "account_inactive", anonymous: "invalid_credentials" },
  "auth.refresh": { ...anybody, deactivated: "account_inactive", anonymous: "token_invalid" },
  "auth.logout": signedIn,

  "users.me": signedIn,
  "users.updateMe": signedIn,
  "users.search": signedIn,
  "users.get": signedIn,
  "users.put": {
    "somebody else": hostAdmins,
    "oneself, as admin of the host": hostAdmins,
  },
  "users.setActive": {
    "deactivate oneself": signedIn,
    "reactivate oneself": hostAdmins,
    "deactivate somebody else": hostAdminsInSecret,
    "reactivate somebody else": hostAdminsInSecret,
  },

  "conversations.create": {
    "a group": signedIn,
    "a direct conversation": signedIn,
  },
  "conversations.findDirect": signedIn,
  "conversations.openDirect": signedIn,
  "conversations.list": signedIn,
  "conversations.get": members,
  "conversations.update": {
    "in a group": leaders,
    "in a direct conversation": notInDirect,
  },
  "conversations.archive": members,
  "conversations.mute": members,
  "conversations.pin": members,
  "conversations.leave": {
    "a group": { ...members, in: "a group" },
    "a direct conversation": notInDirect,
  },
  "conversations.listMembers": members,
  "conversations.addMembers": {
    "to a group": leaders,
    "to a direct conversation": notInDirect,
  },
  "conversations.removeMember": {
    "a member": leaders,
    "an admin": owners,
    "an owner": owners,
    oneself: { ...noMember, in: "a group" },
    "the other of a direct conversation": notInDirect,
  },
  "conversations.setRole": {
    "a member becomes admin": owners,
    "an owner becomes member": owners,
    "oneself becomes owner": owners,
    "in a direct conversation": notInDirect,
  },

  "messages.send": members,
  "messages.list": members,
  "messages.get": members,
  "messages.edit": {
    "one's own message": members,
    "somebody else's message": noMember,
    "a system message": { ...noMember, in: "a group" },
  },
  "messages.delete": {
    "one's own message": members,
    "somebody else's message in a group": leaders,
    "somebody else's message in a direct conversation": neitherMember,
    "a system message": { ...noMember, in: "a group" },
  },
  "messages.removePreviews": {
    "of one's own message": members,
    "of somebody else's message": noMember,
    "of a system message": { ...noMember, in: "a group" },
  },
  "messages.react": members,
  "messages.pin": {
    "in a group": leaders,
    "in a direct conversation": bothMembers,
  },
  "messages.listPinned": members,
  "messages.search": {
    "in one conversation": members,
    "in all of one's own": signedIn,
  },
  "messages.changes": members,
  "messages.sync": signedIn,

  "attachments.upload": members,
  "attachments.begin": members,
  "attachments.complete": {
    "one's own upload": members,
    "somebody else's upload": nobodyElse,
  },
  "attachments.limits": signedIn,
  "attachments.link": {
    "to what was sent": members,
    "to one's own upload": members,
    "to somebody else's upload": nobodyElse,
  },
  "attachments.links": signedIn,
  "attachments.download": {
    "what was sent": linked,
    "one's own upload": linked,
    "somebody else's upload": { ...nobodyElse, deactivated: "not_found", anonymous: "not_found" },
    // The link is what is asked for, as from an <img>, and whether its member is one still.
    "what was sent, with a link that a member has passed on": { ...anybody, in: "any conversation" },
    "what was sent, with a member's name on a link of somebody else": { ...nobody, in: "any conversation" },
  },
  "attachments.list": members,
  "attachments.discard": {
    "one's own upload": members,
    "somebody else's upload": nobodyElse,
    "what was sent": nobodyElse,
  },

  "receipts.read": members,
  "receipts.delivered": members,
  "receipts.unread": signedIn,

  "typing.start": members,
  "typing.stop": members,
  "typing.list": members,

  "presence.get": signedIn,
  "presence.online": signedIn,

  "demo.people": {
    "where DEMO=on": anybody,
    "where DEMO=off, as in production": nobody,
  },
  "demo.signIn": {
    "as one of the demo people, where DEMO=on": anybody,
    "as anybody else, where DEMO=on": nobody,
    "where DEMO=off, as in production": nobody,
  },
} as const satisfies Record<OperationName, Rule | Record<string, Rule>>;
