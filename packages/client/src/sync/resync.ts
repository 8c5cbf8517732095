import { limits, type Output } from "@parley/protocol";
import type { ListName } from "../state.ts";
import { type CatchUpPorts, catchUp, isFollowed } from "./catchUp.ts";
import type { Inbox } from "./inbox.ts";
import type { Lists } from "./lists.ts";
import { dropConversation } from "./putConversation.ts";
import type { Unread } from "./unread.ts";

export type ResyncPorts = CatchUpPorts & {
  inbox: Inbox;
  lists: Lists;
  unread: Unread;
  receive(conversation: Output<"conversations.get">): void;
};

/** After every (re)connection: makes the store what it would be if nothing had been missed. Rejects when the connection goes meanwhile. */
export async function resync(ports: ResyncPorts): Promise<void> {
  const { store, inbox, lists, windows, unread } = ports;
  const held = Object.keys(store.getState().conversations);
  const listNames: ListName[] = store.getState().lists.archived.loaded ? ["active", "archived"] : ["active"];
  const seen = new Set((await Promise.all(listNames.map(lists.relist))).flat());
  await syncOthers(
    ports,
    held.filter((id) => !seen.has(id)),
  );
  const followed = Object.keys(store.getState().conversations).filter((id) => isFollowed(store, id));
  await Promise.all(followed.map((id) => inbox.run(id, () => catchUp(ports, id))));
  const unloaded = windows.opened().filter((id) => store.getState().windows[id]?.hasNewer !== false && !store.getState().windows[id]?.messages.length);
  await Promise.allSettled(unloaded.map((id) => windows.load(id, "newest")));
  await unread.refresh();
}

/** Held conversations that the lists did not show: are they changed, or gone? */
async function syncOthers({ store, call, receive }: ResyncPorts, ids: string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += limits.syncConversations) {
    const known = ids.slice(start, start + limits.syncConversations).flatMap((id) => {
      const conversation = store.getState().conversations[id];
      return conversation ? [{ conversationId: id, rev: conversation.rev, version: conversation.me.version }] : [];
    });
    const { changed, gone } = await call("messages.sync", { known });
    for (const conversation of changed) receive(conversation);
    for (const id of gone) store.setState((state) => dropConversation(state, id));
  }
}
