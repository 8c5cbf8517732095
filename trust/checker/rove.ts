import type { Message } from "@parley/protocol";
import type { Attempt } from "@parley/testkit";
import { changeMessage, changePeople, edit, read } from "./changes.ts";
import type { Rover } from "./crowd.ts";
import { deliver, trySend } from "./deliver.ts";
import { emojis, overlook, type Work } from "./work.ts";

/** One act of a raw device. */
export async function rove(work: Work, rover: Rover): Promise<unknown> {
  const { crowd, choose, sent } = work;
  const conversationId = choose.among(crowd.groups);
  const over = choose.among(["rest", "socket"] as const);
  const act = choose.weighted({ send: 40, burst: 6, again: 5, reuse: 1, edit: 10, remove: 3, react: 5, read: 8, sync: 6, people: 16 });
  const own = choose.among(sent.get(rover.user) ?? []) as Message | undefined;
  if (act === "send") return keep(work, await deliver(crowd, rover, choose, letter(work, rover, conversationId)));
  if (act === "burst") return burst(work, rover, conversationId);
  if (act === "sync") return sync(rover, conversationId, choose.among([1, 3, 7, 200]));
  if (act === "read") return read(work, rover, over, conversationId);
  if (act === "people") return changePeople(work, rover, over, conversationId);
  if (own === undefined) return;
  if (act === "again") {
    const again = { conversationId: own.conversationId, clientId: own.clientId ?? "", text: own.text };
    return Promise.all((["socket", "rest"] as const).map((transport) => trySend(crowd, rover, transport, again)));
  }
  if (act === "reuse")
    return trySend(crowd, rover, over, { conversationId: own.conversationId, clientId: own.clientId ?? "", text: `another ${own.text}`, reused: true });
  if (act === "react") {
    const message = choose.among(sent.get(choose.among([...sent.keys()])) ?? [own]) ?? own;
    return changeMessage(work, rover, "react", message, () =>
      rover.call(over, "messages.react", { messageId: message.id, emoji: choose.among(emojis), on: choose.chance(0.7) }),
    );
  }
  if (act === "remove") return changeMessage(work, rover, "delete", own, () => rover.call(over, "messages.delete", { messageId: own.id }));
  return edit(work, rover, over, own);
}

function letter({ count }: Work, rover: Rover, conversationId: string): { conversationId: string; clientId: string; text: string } {
  count.sent += 1;
  return { conversationId, clientId: `${rover.user} ${count.sent}`, text: `${rover.id} says ${count.sent}` };
}

function keep({ sent }: Work, { user, outcome, message }: Attempt): void {
  if (outcome === "ok" && message?.version === 1) sent.get(user)?.push(message);
}

/** One after another on one socket, without waiting. */
async function burst(work: Work, rover: Rover, conversationId: string): Promise<void> {
  const lane = `${rover.id} ${work.count.sent}`;
  const letters = Array.from({ length: 2 + work.choose.upTo(3) }, () => ({ ...letter(work, rover, conversationId), lane }));
  for (const made of await Promise.all(letters.map((each) => trySend(work.crowd, rover, "socket", each)))) keep(work, made);
}

async function sync(rover: Rover, conversationId: string, limit: number): Promise<void> {
  await rover.replica.sync(conversationId, limit).catch(overlook);
}
