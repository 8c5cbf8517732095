import { type Fields, pick, toFlag, toId, toTime, toUserId } from "../fields.ts";
import type { MemberRecord, Staged } from "../records.ts";
import type { Reading } from "../source.ts";

const roles: Record<string, MemberRecord["role"]> = { owner: "owner", creator: "owner", admin: "admin", member: "member" };

type Place = { conversation: string; userId: string };

/** A row that says whose membership it is, and in what. */
export function toMemberOf(place: { conversation: unknown; user: unknown }, fields: Fields, reading: Reading): Staged[] {
  const [conversation, userId] = [toId(place.conversation), toUserId(place.user, reading)];
  if (conversation !== null && userId !== null) return [toMember(fields, { conversation, userId }, reading)];
  reading.note("member_orphan", `${place.user} of ${place.conversation}`);
  return [];
}

/** A membership, whichever of its fields the system has. */
export function toMember(fields: Fields, { conversation, userId }: Place, reading: Reading): Staged {
  const about = `member ${userId} of ${conversation}`;
  const given = String(pick(fields, "role") ?? "member").toLowerCase();
  const role = roles[given];
  if (role === undefined) reading.note("role_unknown", `${about}: ${given.slice(0, 40)}`);
  const active = pick(fields, "is_active", "isActive");
  const left = toTime(pick(fields, "leftAt", "left_at"), about, reading);
  const joined = toTime(pick(fields, "joinedAt", "joined_at", "createdAt", "created_at"), about, reading);
  const gone = active !== undefined && !toFlag(active);
  const name = pick(fields, "displayName", "userName");
  const unread = pick(fields, "unreadCount", "unread_count");
  const row: MemberRecord = {
    conversation,
    user_id: userId,
    user_name: typeof name === "string" ? name.replaceAll("\0", "").toWellFormed() : null,
    role: role ?? "member",
    joined_at: joined,
    left_at: left ?? (gone ? (toTime(pick(fields, "updated_at", "updatedAt"), about, reading) ?? joined ?? new Date(reading.nowMs).toISOString()) : null),
    last_read_at: toTime(pick(fields, "lastReadAt", "last_read_at"), about, reading),
    archived: toFlag(pick(fields, "is_archived", "isArchived", "hiddenFromInbox")),
    muted: toFlag(pick(fields, "is_muted", "isMuted")),
    unread: typeof unread === "number" && Math.abs(unread) < 2 ** 31 ? Math.floor(unread) : null,
  };
  return { table: "staged_members", row };
}
