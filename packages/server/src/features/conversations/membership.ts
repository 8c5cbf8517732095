import type { Member, MemberRole, Membership } from "@parley/protocol";

/** A row of `members`, and of `users` where a Member is to be made of it. */
export type MembershipRow = {
  role: MemberRole;
  joined_at: string;
  left_at: string | null;
  read_seq: number;
  delivered_seq: number;
  version: number;
  archived: boolean;
  pinned: boolean;
  muted_until: string | null;
};

export type MemberRow = Pick<MembershipRow, "role" | "joined_at" | "left_at" | "read_seq" | "delivered_seq"> & {
  user_id: string;
  name: string;
  image_url: string | null;
};

export function toMember(row: MemberRow): Member {
  return {
    user: { id: row.user_id, name: row.name, imageUrl: row.image_url },
    role: row.role,
    joinedAt: row.joined_at,
    leftAt: row.left_at,
    readSeq: row.read_seq,
    deliveredSeq: row.delivered_seq,
  };
}

export function toMembership(row: MembershipRow, lastSeq: number): Membership {
  return {
    role: row.role,
    joinedAt: row.joined_at,
    readSeq: row.read_seq,
    deliveredSeq: row.delivered_seq,
    unread: Math.max(0, lastSeq - row.read_seq),
    archived: row.archived,
    pinned: row.pinned,
    mutedUntil: row.muted_until === "infinity" ? "forever" : row.muted_until,
    version: row.version,
  };
}
