/**
 * Who hears what. Every event of the contract has a row for each way in which
 * it comes about. The test made from this page causes each once, and compares
 * who heard it. Besides, ex-members and strangers hear nothing at all, whatever
 * happens, and who is no member nothing else about the conversation.
 */
import type { EventName } from "@parley/protocol";

/** Who might hear it. */
export type Listener =
  /** The connection that asked for the change. */
  | "asking"
  /** Another device of the same person. */
  | "ownOther"
  /** Another member of the conversation. */
  | "member"
  /** Whom the change is about: is added, removed, made admin, deactivated. They are not a member when removed. */
  | "concerned"
  /** Watches the presence of everybody here, and is in another conversation with them. */
  | "watcher"
  | "exMember"
  | "stranger";

export type Hearing = Record<Listener, "hears" | "silent">;

const nobody: Hearing = {
  asking: "silent",
  ownOther: "silent",
  member: "silent",
  concerned: "silent",
  watcher: "silent",
  exMember: "silent",
  stranger: "silent",
};

/** All members, with all their devices; whom it is about is one of them. */
const members: Hearing = { ...nobody, asking: "hears", ownOther: "hears", member: "hears", concerned: "hears" };
const otherMembers: Hearing = { ...members, asking: "silent", ownOther: "silent" };
const ownDevices: Hearing = { ...nobody, asking: "hears", ownOther: "hears" };
const ownDevicesAndWatchers: Hearing = { ...ownDevices, watcher: "hears" };
const concernedAndWatchers: Hearing = { ...nobody, concerned: "hears", watcher: "hears" };
const thisConnection: Hearing = { ...nobody, asking: "hears" };
/** With all their devices. */
const concerned: Hearing = { ...nobody, concerned: "hears" };

export const eventRules = {
  "message.created": {
    "a message is sent": members,
    "a message is sent after somebody was removed": { ...members, concerned: "silent" },
    "a message is sent after somebody left": { ...members, concerned: "silent" },
    "a message is sent in a direct conversation": { ...members, concerned: "silent" },
  },
  "message.edited": members,
  "message.deleted": members,
  "message.reacted": members,
  "message.pinned": {
    "a message is pinned": members,
    "a message from before the concerned joined is pinned, where newcomers do not see the past": { ...members, concerned: "silent" },
  },
  "message.previewed": {
    "previews are taken off": members,
    "previews are taken off a message from before the concerned joined, where newcomers do not see the past": { ...members, concerned: "silent" },
  },
  "conversation.created": {
    "a group begins": members,
    "a direct conversation begins": { ...members, member: "silent" },
  },
  "conversation.updated": members,
  "member.added": members,
  "member.removed": {
    "somebody is removed": members,
    "somebody leaves": members,
  },
  "member.updated": members,
  "membership.updated": {
    "the conversation is muted": ownDevices,
    "the conversation is read": ownDevices,
  },
  "receipt.updated": members,
  "typing.changed": {
    "somebody begins": otherMembers,
    "somebody stops": otherMembers,
  },
  "presence.changed": {
    "somebody comes": concernedAndWatchers,
  },
  "user.updated": {
    "somebody takes another name": ownDevicesAndWatchers,
    "an admin of the host gives somebody another name": concernedAndWatchers,
  },
  "session.expiring": thisConnection,
  "session.ended": {
    "the session is ended by signing out": thisConnection,
    "the token has expired": thisConnection,
    "somebody deactivates themselves": ownDevices,
    "somebody is deactivated": concerned,
  },
} as const satisfies Record<EventName, Hearing | Record<string, Hearing>>;
