import { limits } from "@parley/protocol";
import { cleanText, shortText } from "./clean.ts";
import type { Reading } from "./source.ts";

/** A row, document or node as the source gave it: anything may be missing or of another type. */
export type Fields = Record<string, unknown>;

/** The first of these names that has a value: the systems were built more than once, in two ways of writing names. */
export function pick(fields: Fields, ...names: string[]): unknown {
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function toFlag(value: unknown): boolean {
  return value === true || value === 1 || value === "true" || value === "t";
}

/** A table's or document's own id. Null when there is none. */
export function toId(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value !== "string") return null;
  const id = value.replaceAll("\0", "").toWellFormed().trim();
  return id === "" ? null : id;
}

/** The id that somebody will have here. Null when there is none; noted when it cannot be used. */
export function toUserId(value: unknown, { userPrefix, note }: Reading): string | null {
  if (value === undefined || value === null) return null;
  const id = toId(isFields(value) ? pick(value, "_id", "id", "userId") : value);
  if (id !== null && [...(userPrefix + id)].length <= limits.userId) return userPrefix + id;
  note("user_id_unusable", JSON.stringify(value)?.slice(0, 80) ?? "");
  return null;
}

export function toUserIds(value: unknown, reading: Reading): string[] {
  return (Array.isArray(value) ? value : []).map((each) => toUserId(each, reading)).filter((id) => id !== null);
}

export function toName(value: unknown, id: string, note: Reading["note"]): string {
  const name = typeof value === "string" ? shortText(cleanText(value, `user ${id}`, note), limits.userName, () => note("name_cut", id)) : null;
  if (name === null) note("name_missing", id);
  return name ?? [...id].slice(0, limits.userName).join("");
}

const written = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/;
const endOfTime = Date.UTC(9999, 0, 1);

/** A time in UTC, as fine as it was, to the microsecond. Times without a zone are UTC. Milliseconds since 1970, too. */
export function toTime(value: unknown, about: string, { note }: Pick<Reading, "note">): string | null {
  if (value === undefined || value === null) return null;
  const finer = typeof value === "string" ? (written.exec(value)?.[4]?.slice(3, 6) ?? "") : "";
  const ms = toMs(value);
  if (ms > 0 && ms < endOfTime) return `${new Date(ms).toISOString().slice(0, -1)}${finer}Z`;
  note("time_unreadable", `${about}: ${JSON.stringify(value)?.slice(0, 40)}`);
  return null;
}

function toMs(value: unknown): number {
  if (typeof value === "number") return Math.floor(value);
  if (typeof value !== "string") return Number.NaN;
  if (/^\d{12,14}$/.test(value)) return Number(value);
  const [, date, minutes = "00:00", seconds = "00", fraction = "0", zone = "Z"] = written.exec(value) ?? [];
  // Date takes the 31st of a month of 30 days for the first of the next.
  if (date === undefined || new Date(Date.parse(`${date}T00:00:00Z`) || 0).toISOString().slice(0, 10) !== date) return Number.NaN;
  const offset = zone === "Z" ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}`;
  return Date.parse(`${date}T${minutes}:${seconds}.${fraction.slice(0, 3)}${offset}`);
}

/** When something was sent: noted when it is missing or has not come yet. */
export function toSentTime(value: unknown, about: string, reading: Pick<Reading, "note" | "nowMs">): string | null {
  const time = toTime(value, about, reading);
  if (time === null) reading.note("time_missing", about);
  else if (toMs(time) > reading.nowMs) reading.note("time_in_future", `${about}: ${time}`);
  return time;
}
