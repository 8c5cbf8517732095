import type { Bench } from "../bench.ts";
import type { Contestant } from "../contestants/contestant.ts";

/** Creates a conversation per list of members with every contestant, and connects all of them. */
export async function seatPeople({ contestants, secret }: Bench, memberLists: string[][]): Promise<void> {
  for (const contestant of contestants) {
    const ids = await contestant.createConversations(memberLists);
    const people = memberLists.flatMap((members, index) => members.map((userId) => ({ userId, conversationId: ids[index] as string })));
    await connectPeople(contestant, secret, people);
  }
}

export function connectPeople({ load, wire, server }: Contestant, secret: string, people: { userId: string; conversationId: string }[]): Promise<void> {
  return load.run("connectSeats", { port: server.port, secret, wire, people });
}

export async function sendHome(contestants: Contestant[]): Promise<void> {
  for (const { load } of contestants) await load.run("disconnect", undefined);
}

/** The members of so many conversations of so many people; nobody is in two. */
export function memberLists(prefix: string, conversations: number, members: number): string[][] {
  return Array.from({ length: conversations }, (_, conversation) => Array.from({ length: members }, (_, member) => `${prefix}-${conversation}-${member}`));
}
