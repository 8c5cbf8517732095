import { otherMember } from "@parley/client";
import type { Conversation } from "@parley/protocol";
import clsx from "clsx";
import { Avatar } from "../people/Avatar.tsx";
import { PresenceDot } from "../people/PresenceDot.tsx";

type Pictured = Pick<Conversation, "id" | "type" | "imageUrl" | "members">;
type Props = { conversation: Pictured; meId: string; title: string; online: boolean | undefined; size?: 40 | 48 };

/** The other person with a presence dot; a group's picture, or two of its members overlapping. */
export function ConversationAvatar({ conversation, meId, title, online, size = 48 }: Props) {
  const other = otherMember(conversation, meId)?.user;
  const others = conversation.members.filter((member) => member.leftAt === null && member.user.id !== meId).map((member) => member.user);
  const [first, second] = others;
  if (other) {
    return (
      <span className="relative flex shrink-0">
        <Avatar {...other} size={size} />
        <PresenceDot online={online} className="absolute -inset-e-0.5 -bottom-0.5" />
      </span>
    );
  }
  if (conversation.imageUrl || !first || !second) return <Avatar id={conversation.id} name={title} imageUrl={conversation.imageUrl} size={size} />;
  const small = size === 48 ? 34 : 24;
  return (
    <span aria-hidden className={clsx("relative shrink-0", size === 48 ? "size-12" : "size-10")}>
      <Avatar {...first} size={small} className="absolute inset-e-0 top-0" />
      <Avatar {...second} size={small} className="absolute inset-s-0 bottom-0 ring-2 ring-surface" />
    </span>
  );
}
