import type { OwnUser, User } from "@parley/protocol";
import type { Selectable } from "kysely";
import type { Database } from "./schema.ts";

export type UserRow = Selectable<Database["users"]>;

/** What anybody may see. */
export function toUser(row: Pick<UserRow, "id" | "name" | "image_url">): User {
  return { id: row.id, name: row.name, imageUrl: row.image_url };
}

/** What the person and an admin see. */
export function toOwnUser(row: UserRow): OwnUser {
  return { ...toUser(row), role: row.role, active: row.active, createdAt: row.created_at };
}
