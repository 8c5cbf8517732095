import type { Message } from "@parley/protocol";
import type { Transport } from "@parley/testkit";
import { attempt } from "./attempt.ts";
import { guests, leaders, type Rover } from "./crowd.ts";
import type { Work } from "./work.ts";

/** What raw devices do besides sending. Each takes its own chances of being refused. */
export async function read({ crowd, sent, choose }: Work, rover: Rover, over: Transport, conversationId: string): Promise<void> {
  const known = [...sent.values()].flat().filter((message) => message.conversationId === conversationId);
  const seq = choose.among(known)?.seq ?? 1;
  await attempt(crowd.history, rover, { kind: "read", conversationId, seq }, () => rover.call(over, "receipts.read", { conversationId, seq }));
}

export async function edit(work: Work, rover: Rover, over: Transport, { id, conversationId, seq, version }: Message): Promise<void> {
  const { choose, crowd } = work;
  const text = `${rover.id} edits ${crowd.history.attempts.length}`;
  const expectedVersion = choose.chance(0.3) ? { expectedVersion: version + choose.upTo(2) } : {};
  await attempt(crowd.history, rover, { kind: "edit", conversationId, seq, text, ...expectedVersion }, () =>
    rover.call(over, "messages.edit", { messageId: id, text, ...expectedVersion }),
  );
}

export async function changeMessage(
  work: Work,
  rover: Rover,
  kind: "delete" | "react",
  message: Message,
  ask: () => Promise<{ message: Message }>,
): Promise<void> {
  await attempt(work.crowd.history, rover, { kind, conversationId: message.conversationId, seq: message.seq }, ask);
}

/** Whoever has gone tries to have the last word. */
async function leave(work: Work, rover: Rover, over: Transport, conversationId: string): Promise<void> {
  await attempt(work.crowd.history, rover, { kind: "leave", conversationId }, () => rover.call(over, "conversations.leave", { conversationId }));
  const own = work.sent.get(rover.user)?.findLast((message) => message.conversationId === conversationId);
  if (own !== undefined) await edit(work, rover, over, own);
}

export async function changePeople(work: Work, rover: Rover, over: Transport, conversationId: string): Promise<void> {
  const { crowd, choose } = work;
  const { history } = crowd;
  if (!leaders.includes(rover.user)) {
    if (choose.chance(0.25)) await leave(work, rover, over, conversationId);
    return;
  }
  const otherId = choose.among(guests);
  const kind = choose.weighted({ rename: 3, addMember: 12, removeMember: 3 });
  const asked = { kind, conversationId, ...(kind !== "rename" && { otherId }) };
  await attempt(history, rover, asked, async () => {
    if (kind === "rename") await rover.call(over, "conversations.update", { conversationId, title: `Title ${history.attempts.length}` });
    if (kind === "addMember") await rover.call(over, "conversations.addMembers", { conversationId, userIds: [otherId] });
    if (kind === "removeMember") await rover.call(over, "conversations.removeMember", { conversationId, userId: otherId });
    return {};
  });
}
