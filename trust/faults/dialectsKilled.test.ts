import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "@parley/protocol";
import { createTestDatabase, type ServerProcess, seeded, startServerProcess, type Walker, waitFor, walkers } from "@parley/testkit";
import { expect, test } from "vitest";
import { isFull, scaled, seed } from "../src/scale.ts";

/** What one person has sent: in doubt is what they got no answer to. */
type Said = { texts: string[]; told: Set<string>; doubtful: Set<string> };

/** Some of these clients wait for an answer for ever. */
const patienceMs = 3000;

/** Says one thing after another until `stop`; clients of these dialects try nothing twice. */
function talk(walker: Walker, conversationId: string, name: string): { said: Said; stop(): Promise<void> } {
  const said: Said = { texts: [], told: new Set(), doubtful: new Set() };
  let stopping = false;
  const talking = (async () => {
    for (let count = 1; !stopping; count += 1) {
      const text = `${name} says ${count}`;
      said.texts.push(text);
      const answered = walker.send(conversationId, text).then(
        () => true,
        () => false,
      );
      const isTold = await Promise.race([answered, sleep(patienceMs, false)]);
      (isTold ? said.told : said.doubtful).add(text);
      await sleep(isTold ? 5 : 100);
    }
  })();
  return {
    said,
    stop: async () => {
      stopping = true;
      await talking;
    },
  };
}

async function createGroup({ url, tokenFor }: ServerProcess, owner: string, participantIds: string[]): Promise<string> {
  const response = await fetch(`${url}/native/api/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${await tokenFor(owner)}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "group", participantIds }),
  });
  return ((await response.json()) as { conversation: { id: string } }).conversation.id;
}

async function readAll({ url, tokenFor }: ServerProcess, userId: string, conversationId: string): Promise<Message[]> {
  const headers = { authorization: `Bearer ${await tokenFor(userId)}` };
  const read: Message[] = [];
  for (let hasNewer = true; hasNewer; ) {
    const response = await fetch(`${url}/native/api/conversations/${conversationId}/messages?after=${read.at(-1)?.seq ?? 0}&limit=100`, { headers });
    const page = (await response.json()) as { messages: Message[]; hasNewer: boolean };
    read.push(...page.messages);
    hasNewer = page.hasNewer;
  }
  return read;
}

test(`R-P-11 X-P-11 F1 I1 I2 I3 I4 in production, killed under the load of clients of every dialect, what one of them was told is sent is there once and in order (seed ${seed})`, async () => {
  const kills = scaled(1, 10);
  const random = seeded(seed);
  const database = await createTestDatabase();
  const server = await startServerProcess({ databaseUrl: database.url, env: { NODE_ENV: "production" } });
  const speaking: Walker[] = [];
  try {
    const names = Object.keys(walkers);
    for (const name of names) speaking.push((await walkers[name]?.({ baseUrl: server.url, token: await server.tokenFor(name) })) as Walker);
    const conversationId = await createGroup(
      server,
      "native",
      names.filter((name) => name !== "native"),
    );
    const talks = speaking.map((walker, index) => talk(walker, conversationId, names[index] as string));
    const all = (count: number) => () => talks.every(({ said }) => said.told.size >= count);
    const enough = () => Math.min(...talks.map(({ said }) => said.told.size)) + 5 + Math.floor(random() * 20);
    for (let kill = 0; kill < kills; kill += 1) {
      await waitFor("all to have talked", all(enough()), 120_000);
      await server.kill();
      await server.start();
    }
    await waitFor("all to talk again", all(enough()), 120_000);
    await Promise.all(talks.map(({ stop }) => stop()));

    const messages = await readAll(server, "native", conversationId);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    for (const [index, { said }] of talks.entries()) {
      const name = names[index];
      const kept = messages.filter(({ sender, type }) => sender.id === name && type !== "system").map(({ text }) => text);
      // What is in doubt may be there or not; in no case twice, nor out of its place.
      expect(kept, name).toEqual(said.texts.filter((text) => said.told.has(text) || kept.includes(text)));
      expect(new Set(kept).size, name).toBe(kept.length);
    }
    if (isFull) console.log(talks.map(({ said }, index) => `${names[index]} ${said.told.size} told, ${said.doubtful.size} in doubt`).join(" · "));
  } finally {
    for (const walker of speaking) walker.close();
    await server.stop();
    await database.drop();
  }
});
