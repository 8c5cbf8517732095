import { toUrl } from "../clean.ts";
import { type Fields, pick, toFlag, toName, toTime, toUserId } from "../fields.ts";
import type { Staged } from "../records.ts";
import type { Reading } from "../source.ts";

const inactive = ["deactivated", "suspended", "banned", "disabled", "inactive"];

/** A person, in any of the four systems: they differ in how they write the names of the same fields. */
export function toPerson(fields: Fields, reading: Reading, key?: string): Staged[] {
  const { note, baseUrl } = reading;
  const given = pick(fields, "id", "_id", "uid", "userId", "user_id") ?? key;
  const id = toUserId(given, reading);
  if (id === null) {
    if (given === undefined) note("id_missing", `user ${JSON.stringify(fields).slice(0, 80)}`);
    return [];
  }
  const picture = pick(fields, "profilePhoto", "profile_photo", "avatar", "avatarUrl", "avatar_url", "photoURL", "profilePicture", "image");
  const image_url = toUrl(picture, baseUrl);
  if (picture !== undefined && image_url === null) note("picture_left_out", `user ${id}`);
  const role = pick(fields, "role");
  if (typeof role === "string" && /admin|moderator|owner/i.test(role)) note("admin_as_member", `user ${id}: ${role}`);
  const active = isActive(fields);
  if (!active) note("user_deactivated", `user ${id}`);
  const email = pick(fields, "email");
  const hash = pick(fields, "passwordHash", "password_hash", "password");
  const usable = typeof hash === "string" && hash.startsWith("$argon2") && typeof email === "string";
  if (hash !== undefined && !usable) note("password_not_usable", `user ${id}`);
  const row = {
    old_id: id.slice(reading.userPrefix.length),
    id,
    name: toName(pick(fields, "fullName", "full_name", "displayName", "display_name", "name", "username", "firstName"), id, note),
    image_url,
    active,
    last_seen_at: toTime(pick(fields, "lastSeen", "last_seen", "lastSeenAt", "last_seen_at"), `user ${id}`, reading),
    created_at: toTime(pick(fields, "createdAt", "created_at"), `user ${id}`, reading),
    email: usable ? email.trim().replaceAll("\0", "").toWellFormed() : null,
    password_hash: usable ? hash.replaceAll("\0", "").toWellFormed() : null,
  };
  return [{ table: "staged_users", row }];
}

function isActive(fields: Fields): boolean {
  const flag = pick(fields, "isActive", "is_active", "active", "activated", "isActivated");
  const status = pick(fields, "status");
  return (
    (flag === undefined || toFlag(flag)) &&
    !(typeof status === "string" && inactive.includes(status.toLowerCase())) &&
    pick(fields, "deletedAt", "deleted_at") === undefined
  );
}
