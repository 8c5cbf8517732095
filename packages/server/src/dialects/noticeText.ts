import type { Message } from "@parley/protocol";

/** A message's text for clients that know no notices: a system message says in words what happened. */
export function textOf({ notice, sender, text }: Pick<Message, "notice" | "sender" | "text">): string {
  switch (notice?.kind) {
    case undefined:
      return text;
    case "conversation_created":
      return `${sender.name} started the conversation`;
    case "title_changed":
      return notice.title === null ? `${sender.name} removed the name` : `${sender.name} named the conversation "${notice.title}"`;
    case "image_changed":
      return `${sender.name} changed the picture`;
    case "members_added":
      return `${sender.name} added ${notice.users.map(({ name }) => name).join(", ")}`;
    case "member_removed":
      return `${sender.name} removed ${notice.user.name}`;
    case "member_left":
      return `${notice.user.name} left`;
    case "role_changed":
      return `${notice.user.name} is now ${notice.role}`;
  }
}
