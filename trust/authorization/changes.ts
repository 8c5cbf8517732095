import { demand } from "./call.ts";
import type { Role } from "./operations.ts";
import type { PersonName } from "./people.ts";
import type { World } from "./world.ts";

/** How somebody who is connected gets other rights than they connected with. */
export type Change = { title: string; who: PersonName; from: Role; to: Role; happens(world: World, conversationId: string): Promise<unknown> };

const setRole =
  (who: PersonName, role: "admin" | "member"): Change["happens"] =>
  ({ server, people }, conversationId) =>
    demand(server, people.otherOwner.token, "conversations.setRole", { conversationId, userId: people[who].id, role });

const putRole =
  (who: PersonName, role: "admin" | "member"): Change["happens"] =>
  ({ server, people }) =>
    server.as("root", { role: "admin" }).call("users.put", { userId: people[who].id, name: `The ${who}`, role });

export const changes: Change[] = [
  { title: "an owner who was made member", who: "owner", from: "owner", to: "member", happens: setRole("owner", "member") },
  { title: "an admin who was made member", who: "admin", from: "admin", to: "member", happens: setRole("admin", "member") },
  {
    title: "an admin who was removed",
    who: "admin",
    from: "admin",
    to: "exMember",
    happens: ({ server, people }, conversationId) =>
      demand(server, people.otherOwner.token, "conversations.removeMember", { conversationId, userId: people.admin.id }),
  },
  {
    title: "an owner who left",
    who: "owner",
    from: "owner",
    to: "exMember",
    happens: ({ server, people }, conversationId) => demand(server, people.owner.token, "conversations.leave", { conversationId }),
  },
  { title: "a member who was made admin", who: "member", from: "member", to: "admin", happens: setRole("member", "admin") },
  {
    title: "somebody who was removed and came back",
    who: "removed",
    from: "exMember",
    to: "member",
    happens: ({ server, people }, conversationId) =>
      demand(server, people.otherOwner.token, "conversations.addMembers", { conversationId, userIds: [people.removed.id] }),
  },
  { title: "an admin of the host who is no longer", who: "hostAdmin", from: "hostAdmin", to: "stranger", happens: putRole("hostAdmin", "member") },
];

/** Uses the rights that are about to change, so that the test begins with them, and the server may remember them. */
export async function useRights({ server, people }: World, { who, from }: Change, conversationId: string): Promise<void> {
  const { token, socket } = people[who];
  if (from === "hostAdmin") await demand(server, token, "users.put", { userId: people.newcomer.id, name: "The newcomer" });
  if (from === "owner" || from === "admin") await demand(server, token, "conversations.update", { conversationId, history: "all" });
  for (const read of ["conversation:get", "message:list", "typing:list"]) await socket.emitWithAck(read, { conversationId });
}
