import type { Conversation, Input } from "@parley/protocol";
import type { TestServer } from "./server.ts";

type Draft = Omit<Partial<Input<"conversations.create">>, "type" | "participantIds">;

/** A group of these people, the first its owner. Who does not exist yet is created. seq 1 says that it was created. */
export async function newGroup(server: TestServer, [owner = "", ...others]: string[], draft: Draft = {}): Promise<Conversation> {
  await signIn(server, others);
  // A group needs somebody to be created with; the owner counts once.
  return (await server.as(owner).call("conversations.create", { ...draft, type: "group", participantIds: others.length > 0 ? others : [owner] })).conversation;
}

/** The direct conversation of two people. Who does not exist yet is created. */
export async function newDirect(server: TestServer, one: string, other: string, draft: Draft = {}): Promise<Conversation> {
  await signIn(server, [other]);
  return (await server.as(one).call("conversations.create", { ...draft, type: "direct", participantIds: [other] })).conversation;
}

/** The server meets people when they first call. */
export async function signIn(server: TestServer, userIds: string[]): Promise<void> {
  await Promise.all(userIds.map((userId) => server.as(userId).call("users.me", {})));
}
