import { type Context, limits } from "@parley/protocol";
import { v5 as uuidv5 } from "uuid";
import { directKey } from "../features/conversations/index.ts";
import { shortText } from "./clean.ts";
import type { Note } from "./findings.ts";

/** Any constant UUID: a conversation gets the same id whenever it is imported. */
const namespace = "0b9d0d5c-4b52-4c9b-8f0f-5c7b3a0f3c1e";

export type Candidate = {
  old_id: string;
  type: "direct" | "group";
  title: string | null;
  context: Context | null;
  created_by: string | null;
  created_at: string;
  /** Three of those who are or were in it, or wrote in it. */
  people: string[] | null;
  count: number;
  owner: string | null;
  place: number;
};

export type Decision = {
  old_id: string;
  id: string;
  target: string;
  type: "direct" | "group";
  direct_key: string | null;
  title: string | null;
  context: Context | null;
  created_by: string;
  owner: string | null;
  created_at: string;
  place: number;
};

/** What a conversation becomes here; null: nothing, nobody could read it. */
export function decide(source: string, candidate: Candidate, note: Note): Decision | null {
  const { old_id, context, created_at, count, owner, place } = candidate;
  const [one, other] = candidate.people ?? [];
  const about = `conversation ${old_id}`;
  if (one === undefined) {
    note("conversation_empty", about);
    return null;
  }
  const isPair = candidate.type === "direct" && count === 2 && other !== undefined;
  if (candidate.type === "direct" && !isPair) note(count === 1 ? "self_conversation" : "direct_not_a_pair", about);
  const title = shortText(candidate.title, limits.conversationTitle, () => note("title_cut", about));
  if (isPair && title !== null) note("title_left_out", `${about}: ${title}`);
  const id = uuidv5(`${source} conversation ${old_id}`, namespace);
  return {
    old_id,
    id,
    target: id,
    type: isPair ? "direct" : "group",
    direct_key: isPair ? directKey(one, other, context ?? undefined) : null,
    title: isPair ? null : title,
    context,
    created_by: candidate.created_by ?? owner ?? one,
    owner: isPair ? null : owner,
    created_at,
    place,
  };
}
