import type { Around } from "./onQuery.ts";

/** One thing that a messaging server must not get wrong, got wrong. */
export type Breakage = {
  /** Which invariants tell. */
  caughtBy: string[];
  /** What to replace in the text of the product's statements. */
  rewrite?: [from: string, to: string][];
  /** Before it listens. */
  schema?: string[];
  around?: Around;
};

/** Longer than from the last answer to the kill, whatever else the machine does. */
const commitAfterMs = 2500;

export const breakages = {
  "ack before commit": {
    caughtBy: ["I1"],
    rewrite: [["for update),\n  judged as", "for update),\n  judged as not materialized"]],
    around(text, run, alone) {
      if (!text.includes("judged as not materialized")) return run(text);
      alone("begin").catch(() => {});
      const answered = run(text);
      setTimeout(() => alone("commit").catch(() => {}), commitAfterMs);
      return answered;
    },
  },
  "no unique key": {
    caughtBy: ["I2"],
    schema: ["drop index if exists messages_client_id_key"],
    rewrite: [["and client_id = t.client_id limit 1) d", "and false limit 1) d"]],
  },
  "membership unchecked on edit": {
    caughtBy: ["I21"],
    rewrite: [
      [
        'from "members" where "conversation_id" = $1 and "user_id" = $2 and "left_at" is null',
        'from "members" where "conversation_id" = $1 and "user_id" = $2',
      ],
    ],
  },
  "seq outside the lock": {
    caughtBy: ["I4"],
    schema: ["alter table messages drop constraint if exists messages_pkey", "create index if not exists messages_place on messages (conversation_id, seq)"],
    rewrite: [
      ["select t.*, l.last_seq, l.last_rev,", "select t.*, seen.last_seq, seen.last_rev,"],
      [
        "select last_rev from conversations where id = t.conversation_id limit 1) seen",
        "select last_seq, last_rev from conversations where id = t.conversation_id limit 1) seen",
      ],
      ["when seen.last_rev <> l.last_rev then 'stale'", ""],
    ],
  },
  "sync skips a change": {
    caughtBy: ["I8"],
    rewrite: [["x.changed and x.rev > $2", "x.changed and x.rev > $2 + 1"]],
  },
  "former members still hear": {
    caughtBy: ["I13"],
    rewrite: [["join members m on m.conversation_id = c.id and m.left_at is null where c.id", "join members m on m.conversation_id = c.id where c.id"]],
  },
  "a mark moves back": {
    caughtBy: ["I11"],
    rewrite: [
      ["read_seq = greatest(m.read_seq, least(t.read_seq, c.last_seq))", "read_seq = least(t.read_seq, c.last_seq)"],
      ["and (least(t.read_seq, c.last_seq) > m.read_seq", "and (t.read_seq > 0 and least(t.read_seq, c.last_seq) <> m.read_seq"],
    ],
  },
  "a second direct conversation": {
    caughtBy: ["I14"],
    schema: ["alter table conversations drop constraint if exists conversations_direct_key_key"],
    rewrite: [[' on conflict ("direct_key") do nothing', ""]],
  },
  "a deleted text stays": {
    caughtBy: ["I10"],
    rewrite: [
      [
        'update "messages" set "text" = $1, "mentions" = $2, "reply_seq" = $3',
        'update "messages" set "text" = coalesce(nullif($1, \'\'), "text"), "mentions" = $2, "reply_seq" = $3',
      ],
    ],
  },
} satisfies Record<string, Breakage>;
