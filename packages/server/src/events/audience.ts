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
/** undefined: not a user's own room. */
export const userIdOf = (room: string): string | undefined => (room.startsWith("u:") ? room.slice(2) : undefined);
export const watchersRoomOf = (userId: string): string => `w:${userId}`;

type MemberList = { memberRev: number; rooms: string[]; firstSeqs: number[]; maxFirstSeq: number };

const MEMBERS = {
  name: "audience",
  text: `select c.id, c.member_rev, m.user_id, m.first_seq from conversations c
    join members m on m.conversation_id = c.id and m.left_at is null where c.id = any($1::uuid[])`,
};

/**
 * Resolves audiences from a cache of member lists. An entry is good for as
 * long as its member_rev is not below the event's: a removal makes a new
 * member_rev, so the next event misses and reads the list anew, on every node.
 * Lists that are missed in one turn of the event loop are read together: after
 * a start, a hundred conversations that speak at once are one query.
 * 50,000 ids across all lists: about 10 MB.
 */
export class AudienceResolver {
  readonly #pool: pg.Pool;
  readonly #lists = new LRUCache<string, MemberList>({ maxSize: 50_000, sizeCalculation: (list) => list.rooms.length + 1, max: 20_000 });
  readonly #loading = new Map<string, Promise<MemberList>>();
  #waiting = new Map<string, PromiseWithResolvers<MemberList>>();

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
    const loading = this.#enqueue(conversationId).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  #enqueue(conversationId: string): Promise<MemberList> {
    if (this.#waiting.size === 0) setImmediate(() => void this.#flush());
    const waiting = this.#waiting.get(conversationId) ?? Promise.withResolvers<MemberList>();
    this.#waiting.set(conversationId, waiting);
    return waiting.promise;
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = new Map();
    try {
      const lists = await this.#query([...batch.keys()]);
      for (const [conversationId, { resolve }] of batch) resolve(lists.get(conversationId) ?? newList(0));
    } catch (error) {
      for (const { reject } of batch.values()) reject(error);
    }
  }

  async #query(conversationIds: string[]): Promise<Map<string, MemberList>> {
    const { rows } = await this.#pool.query<{ id: string; member_rev: number; user_id: string; first_seq: number }>({ ...MEMBERS, values: [conversationIds] });
    const lists = new Map<string, MemberList>();
    for (const row of rows) {
      const list = lists.get(row.id) ?? newList(row.member_rev);
      list.rooms.push(roomOf(row.user_id));
      list.firstSeqs.push(row.first_seq);
      list.maxFirstSeq = Math.max(list.maxFirstSeq, row.first_seq);
      lists.set(row.id, list);
    }
    for (const [id, list] of lists) if (list.memberRev >= (this.#lists.get(id)?.memberRev ?? 0)) this.#lists.set(id, list);
    return lists;
  }
}

function newList(memberRev: number): MemberList {
  return { memberRev, rooms: [], firstSeqs: [], maxFirstSeq: 0 };
}

function select(list: MemberList, to: Extract<Audience, { kind: "members" }>): string[] {
  const { seq, also, except } = to;
  if (except === undefined && also === undefined && (seq === undefined || seq >= list.maxFirstSeq)) return list.rooms;
  const exceptRoom = except === undefined ? undefined : roomOf(except);
  const rooms = list.rooms.filter((room, index) => room !== exceptRoom && (seq === undefined || seq >= (list.firstSeqs[index] ?? 0)));
  return also === undefined ? rooms : [...rooms, ...also.map(roomOf)];
}
