import { LRUCache } from "lru-cache";
import type pg from "pg";

/**
 * Who hears an event. `members`: everybody who was a member at the commit that
 * had this `memberRev`, may read `seq` if one is given, and is not `except`;
 * `also` adds people who have just ceased to be members.
 */
export type Audience =
  | { kind: "members"; conversationId: string; memberRev: number; seq?: number; also?: string[]; except?: string }
  | { kind: "user"; userId: string }
  | { kind: "watchers"; userId: string };

/** Socket.IO rooms: one for a user's own sockets, one for those that watch the user. */
export const roomOf = (userId: string): string => `u:${userId}`;
export const watchersRoomOf = (userId: string): string => `w:${userId}`;

type MemberList = { memberRev: number; rooms: string[]; firstSeqs: number[]; maxFirstSeq: number };

const MEMBERS = {
  name: "audience",
  text: `select c.member_rev, m.user_id, m.first_seq from conversations c
    join members m on m.conversation_id = c.id and m.left_at is null where c.id = $1`,
};

/**
 * Resolves audiences from a cache of member lists. An entry is good for as
 * long as its member_rev is not below the event's: a removal makes a new
 * member_rev, so the next event misses and reads the list anew, on every node.
 * 50,000 ids across all lists: about 10 MB.
 */
export class AudienceResolver {
  readonly #pool: pg.Pool;
  readonly #lists = new LRUCache<string, MemberList>({ maxSize: 50_000, sizeCalculation: (list) => list.rooms.length + 1, max: 20_000 });
  readonly #loading = new Map<string, Promise<MemberList>>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The rooms at once when the list is cached, else a promise of them. */
  resolve(to: Audience): string[] | Promise<string[]> {
    if (to.kind === "user") return [roomOf(to.userId)];
    if (to.kind === "watchers") return [watchersRoomOf(to.userId), roomOf(to.userId)];
    const list = this.#lists.get(to.conversationId);
    if (list !== undefined && list.memberRev >= to.memberRev) return select(list, to);
    return this.#load(to.conversationId, to.memberRev).then((loaded) => select(loaded, to));
  }

  #load(conversationId: string, memberRev: number): Promise<MemberList> {
    const key = `${conversationId} ${memberRev}`;
    const pending = this.#loading.get(key);
    if (pending !== undefined) return pending;
    const loading = this.#query(conversationId).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  async #query(conversationId: string): Promise<MemberList> {
    const { rows } = await this.#pool.query<{ member_rev: number; user_id: string; first_seq: number }>({ ...MEMBERS, values: [conversationId] });
    const firstSeqs = rows.map((row) => row.first_seq);
    const list: MemberList = {
      memberRev: rows[0]?.member_rev ?? 0,
      rooms: rows.map((row) => roomOf(row.user_id)),
      firstSeqs,
      maxFirstSeq: firstSeqs.reduce((max, first) => Math.max(max, first), 0),
    };
    this.#lists.set(conversationId, list);
    return list;
  }
}

function select(list: MemberList, to: Extract<Audience, { kind: "members" }>): string[] {
  const { seq, also, except } = to;
  if (except === undefined && also === undefined && (seq === undefined || seq >= list.maxFirstSeq)) return list.rooms;
  const exceptRoom = except === undefined ? undefined : roomOf(except);
  const rooms = list.rooms.filter((room, index) => room !== exceptRoom && (seq === undefined || seq >= (list.firstSeqs[index] ?? 0)));
  return also === undefined ? rooms : [...rooms, ...also.map(roomOf)];
}
