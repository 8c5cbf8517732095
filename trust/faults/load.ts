import { setTimeout as pause } from "node:timers/promises";
import { type Message, ParleyError } from "@parley/protocol";
import { ask, waitFor } from "@parley/testkit";
import type pg from "pg";
import type { Socket } from "socket.io-client";
import { expect } from "vitest";
import { connect, newDevice, newGroupOf, type Reachable } from "./clients.ts";

/** People who keep talking, each message tried until it is acknowledged, and everything else that they do besides. */
export type Load = {
  conversationId: string;
  /** How often each code was the answer; `ok` too. */
  answers: Map<string, number>;
  acknowledged: Map<string, Message>;
  /** Reasons for which sockets were closed. */
  closed: string[];
  count(answer: string): number;
  /** Resolves when what each of them was about to say is said. */
  stop(): Promise<void>;
};

const people = ["ada", "bob", "cleo", "dora"];

export async function startLoad(server: Reachable): Promise<Load> {
  const { id: conversationId } = await newGroupOf(server, people);
  const answers = new Map<string, number>();
  const acknowledged = new Map<string, Message>();
  const closed: string[] = [];
  const sockets: Socket[] = [];
  let isOver = false;

  async function noting<Result>(attempt: () => Promise<Result>): Promise<Result | undefined> {
    const [answer, result] = await attempt().then(
      (result) => ["ok", result] as const,
      (error: unknown) => [error instanceof ParleyError ? error.code : String(error), undefined] as const,
    );
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    return result;
  }

  async function talk(userId: string, socket: Socket): Promise<void> {
    const { call } = newDevice(server, userId);
    for (let index = 0; !isOver; index += 1) {
      const clientId = `${userId} ${index}`;
      const draft = { conversationId, clientId, text: clientId };
      for (let tries = 0; !acknowledged.has(clientId); tries += 1) {
        // A retry takes the other way.
        const overRest = (index + tries) % 2 === 0;
        const sent = await noting(() => (overRest ? call("messages.send", draft) : ask<{ message: Message }>(socket, "message:send", draft)));
        if (sent !== undefined) acknowledged.set(clientId, sent.message);
        else await pause(50);
      }
      const others = [
        () => call("conversations.update", { conversationId, title: clientId }),
        () => call("messages.list", { conversationId }),
        () => ask(socket, "message:read", { conversationId, seq: index }),
        () => call("messages.changes", { conversationId, sinceRev: 0, sinceSeq: 0 }),
        () => ask(socket, "message:react", { messageId: `${conversationId}.1`, emoji: "👍" }),
      ];
      await noting(others[index % others.length] ?? (async () => {}));
      await pause(5);
    }
  }

  // Only an owner may change the title, so that everybody is one.
  const { call } = newDevice(server, people[0] ?? "");
  for (const userId of people.slice(1)) await call("conversations.setRole", { conversationId, userId, role: "owner" });
  for (const userId of people) {
    const socket = await connect(server, userId);
    socket.on("disconnect", (reason) => isOver || closed.push(reason));
    sockets.push(socket);
  }
  const talking = people.map((userId, index) => talk(userId, sockets[index] as Socket));
  const load: Load = {
    conversationId,
    answers,
    acknowledged,
    closed,
    count: (answer) => answers.get(answer) ?? 0,
    async stop() {
      isOver = true;
      await Promise.all(talking);
      for (const socket of sockets) socket.close();
    },
  };
  await waitFor("everybody to have talked", () => acknowledged.size > 20);
  return load;
}

/** I1 to I4: the conversation is what was acknowledged, once and in its place, and a dense sequence. */
export async function expectNothingLost(pool: pg.Pool, { conversationId, acknowledged }: Load): Promise<void> {
  const { rows } = await pool.query("select seq::int, client_id from messages where conversation_id = $1 order by seq", [conversationId]);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  const stored = rows.filter(({ client_id }) => client_id !== null).map(({ seq, client_id }) => [client_id, seq]);
  const said = [...acknowledged.values()].map(({ clientId, seq }) => [clientId, seq] as const).sort(([, one], [, other]) => one - other);
  expect(stored).toEqual(said);
}
