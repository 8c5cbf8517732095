import { fail, type MemberRole } from "@parley/protocol";

/** Who may do what in a group. Membership itself was judged before (change.ts). */
export function requireGroup(conversation: { type: "direct" | "group" }): void {
  if (conversation.type === "direct") throw fail("direct_conversation");
}

export function requireRole(member: { role: MemberRole }, roles: MemberRole[]): void {
  if (!roles.includes(member.role)) throw fail("forbidden");
}

/** Owners remove anybody, admins plain members. */
export function mayRemove(actor: MemberRole, target: MemberRole): boolean {
  return actor === "owner" || (actor === "admin" && target === "member");
}
