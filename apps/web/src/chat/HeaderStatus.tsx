import { otherMember } from "@parley/client";
import type { Conversation } from "@parley/protocol";
import { useMembers, useTyping } from "@parley/react";
import { toRelativeTime } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { useNow } from "../i18n/useNow.ts";
import { useLivePresence } from "../people/useLivePresence.ts";

/** Groups larger than this do not count who is online: it would cost a watch per member. */
const countedMembers = 50;

/** "online", "last seen 5 minutes ago", "12 members, 3 online"; or that somebody types. */
export function HeaderStatus({ conversation, meId }: { conversation: Conversation; meId: string }) {
  const now = useNow();
  const other = otherMember(conversation, meId)?.user.id;
  const { members } = useMembers(conversation.id);
  const counted =
    conversation.type === "group" && conversation.memberCount <= countedMembers ? members.map((member) => member.user.id).filter((id) => id !== meId) : [];
  const presences = useLivePresence(other ? [other] : counted);
  const typing = useTyping(conversation.id);

  if (typing.length > 0) return <span className="text-accent-ink">{t("typing.short")}</span>;
  if (conversation.type === "group") {
    const all = t("chat.members", { count: conversation.memberCount });
    const online = Object.values(presences).filter((presence) => presence.online).length;
    return online > 0 ? t("chat.membersOnline", { members: all, count: online }) : all;
  }
  const presence = other ? presences[other] : undefined;
  if (presence?.online) return t("presence.online");
  if (presence?.lastSeenAt) return t("presence.lastSeen", { when: toRelativeTime(presence.lastSeenAt, now) });
  return presence ? t("presence.offline") : null;
}
