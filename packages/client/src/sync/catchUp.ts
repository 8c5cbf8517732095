import { type Conversation, ParleyError } from "@parley/protocol";
import type { Call } from "../calls/call.ts";
import type { ParleyStore } from "../state.ts";
import type { Windows } from "../windows/windows.ts";
import { applyChanges, type Changes } from "./applyChanges.ts";
import { mergeConversation } from "./mergeConversation.ts";
import { dropConversation, putConversation } from "./putConversation.ts";

export type CatchUpPorts = { store: ParleyStore; call: Call; windows: Windows; meId(): string };

/** Fetches what one conversation lacks. Must run alone for it (`inbox.run`). */
export async function catchUp(ports: CatchUpPorts, conversationId: string): Promise<"complete" | "gone"> {
  try {
    await (isFollowed(ports.store, conversationId) ? fetchChanges(ports, conversationId) : fetchConversation(ports, conversationId));
    return "complete";
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== "not_found") throw error;
    ports.store.setState((state) => dropConversation(state, conversationId));
    return "gone";
  }
}

/** More than a line in a list is shown: a newer snapshot alone would leave holes in it. */
export function isFollowed(store: ParleyStore, conversationId: string): boolean {
  const { windows, members } = store.getState();
  return conversationId in windows || conversationId in members;
}

export async function fetchConversation({ store, call }: CatchUpPorts, conversationId: string): Promise<Conversation> {
  const conversation = await call("conversations.get", { conversationId });
  store.setState((state) => putConversation(state, mergeConversation(state.conversations[conversationId], conversation)));
  return conversation;
}

async function fetchChanges(ports: CatchUpPorts, conversationId: string): Promise<void> {
  const held = ports.store.getState().conversations[conversationId];
  if (!held) return;
  const changes: Changes = { conversation: held, messages: [], members: [], marks: [], rev: held.rev, seq: held.lastSeq };
  for (let more = true; more; ) {
    const page = await ports.call("messages.changes", { conversationId, sinceRev: changes.rev, sinceSeq: changes.seq });
    if (page.reset) return startOver(ports, page.conversation);
    changes.conversation = page.conversation;
    changes.messages.push(...page.messages);
    changes.members.push(...page.members);
    changes.marks = page.marks;
    changes.rev = page.rev;
    changes.seq = page.seq;
    more = page.more;
  }
  if (hasHole(held, changes)) return startOver(ports, changes.conversation);
  ports.store.setState((state) => applyChanges(state, changes, ports.meId()));
}

/** seq has no gaps, so what is missing may not be read: the user was removed and came back meanwhile, to a history that begins later. */
function hasHole(held: Conversation, { messages, seq }: Changes): boolean {
  return seq > held.lastSeq && !messages.some((message) => message.seq === held.lastSeq + 1);
}

/** The gap is larger than what the server replays. Complete only when the window is there again. */
async function startOver({ store, windows }: CatchUpPorts, conversation: Conversation): Promise<void> {
  await windows.reload(conversation.id);
  store.setState((state) => {
    const { me } = mergeConversation(state.conversations[conversation.id], conversation);
    return putConversation(state, { ...conversation, me });
  });
}
