import { limits, type Member } from "@parley/protocol";

/** Whom a text mentions: members whose "@Name" stands in it. Of two such names the longer one counts. */
export function toMentions(text: string, members: readonly Member[]): string[] {
  const byLength = members.filter((member) => member.leftAt === null).toSorted((a, b) => b.user.name.length - a.user.name.length);
  const found: string[] = [];
  let rest = text;
  for (const { user } of byLength) {
    if (!rest.includes(`@${user.name}`)) continue;
    found.push(user.id);
    rest = rest.replaceAll(`@${user.name}`, "");
  }
  return found.slice(0, limits.mentionsPerMessage);
}
