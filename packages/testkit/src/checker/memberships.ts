import type { StoredConversation, StoredMessage } from "./evidence.ts";

/** From the change that let somebody in to the one that let them go. */
export type Interval = { fromRev: number; toRev: number; fromSeq: number; toSeq: number };
export type Memberships = Map<string, Interval[]>;

/**
 * Who was a member when, read from the system messages: they are numbered with
 * everything else. The event `member.removed` precedes its message by one rev
 * and is the last that the one who goes may hear, `member.added` the first.
 */
export function membershipsOf({ messages, members }: StoredConversation): Memberships {
  const memberships: Memberships = new Map();
  const begin = (userId: string, fromRev: number, fromSeq: number) =>
    memberships.set(userId, [...(memberships.get(userId) ?? []), { fromRev, fromSeq, toRev: Number.POSITIVE_INFINITY, toSeq: Number.POSITIVE_INFINITY }]);
  const end = (userId: string, { rev, seq }: StoredMessage) => {
    const last = memberships.get(userId)?.at(-1);
    if (last !== undefined) Object.assign(last, { toRev: rev - 1, toSeq: seq - 1 });
  };

  const first = firstChange(messages);
  for (const { userId } of members) if (first.get(userId) !== "came") begin(userId, 0, 1);
  for (const message of messages) {
    const { notice, rev, seq } = message;
    if (notice?.kind === "members_added") for (const { id } of notice.users) begin(id, rev - 1, seq);
    if (notice?.kind === "member_left" || notice?.kind === "member_removed") end(notice.user.id, message);
  }
  return memberships;
}

function firstChange(messages: StoredMessage[]): Map<string, "came" | "went"> {
  const first = new Map<string, "came" | "went">();
  const note = (userId: string, change: "came" | "went") => first.has(userId) || first.set(userId, change);
  for (const { notice } of messages) {
    if (notice?.kind === "members_added") for (const { id } of notice.users) note(id, "came");
    if (notice?.kind === "member_left" || notice?.kind === "member_removed") note(notice.user.id, "went");
  }
  return first;
}

/** The membership at that change, if there was one. */
export function intervalAt(memberships: Memberships | undefined, userId: string, rev: number): Interval | undefined {
  return memberships?.get(userId)?.find(({ fromRev, toRev }) => fromRev <= rev && rev <= toRev);
}
