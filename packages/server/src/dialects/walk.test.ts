import { startTestServer, type TestServer, type Walker, waitFor, walkers } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialectNames } from "./index.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

type Person = { id: string; name: string; walker: Walker };

async function enter(dialect: string, id: string): Promise<Person> {
  const walk = walkers[dialect];
  if (walk === undefined) throw new Error(`nobody walks in ${dialect}: packages/testkit/src/legacy/walkers has no client of it`);
  const name = `${id} of ${dialect}`;
  return { id, name, walker: await walk({ baseUrl: server.url, token: await server.tokenFor(id, { name }) }) };
}

/** The same person on another device, for what their dialect has no words for. */
function elsewhere({ id, name }: Person) {
  const { call } = server.as(id, { name });
  return {
    edit: async (_: string, messageId: string, text: string) => void (await call("messages.edit", { messageId, text })),
    remove: async (_: string, messageId: string) => void (await call("messages.delete", { messageId })),
    leave: async (conversationId: string) => void (await call("conversations.leave", { conversationId })),
  };
}

const does = (person: Person) => ({ ...elsewhere(person), ...person.walker });

const pairs = dialectNames.flatMap((one) => dialectNames.map((other) => [one, other] as const));

describe.each(pairs)("%s and %s", (one, other) => {
  test("create, talk, type, read, edit, delete and leave; both see all of it in their own words", async () => {
    const people = [await enter(one, `${one}-${other}-ada`), await enter(other, `${one}-${other}-bob`)] as const;
    const [ada, bob] = people;
    const both = (what: string, shown: (walker: Walker) => boolean | Promise<boolean>) =>
      Promise.all(people.map(({ name, walker }) => waitFor(`${name} to see ${what}`, () => shown(walker))));
    const turns = [
      [ada, bob],
      [bob, ada],
    ] as const;

    const id = await ada.walker.create(bob.id);
    await both("the conversation", ({ shows }) => shows.conversation(id));
    for (const { walker } of people) await walker.enter(id);

    const said = new Map<Person, string>();
    for (const [speaker, listener] of turns) {
      await speaker.walker.type(id);
      await waitFor(`${listener.name} to see ${speaker.name} type`, () => listener.walker.shows.typing(speaker));
      const messageId = await speaker.walker.send(id, `Hello from ${speaker.name}`);
      said.set(speaker, messageId);
      await both(`what ${speaker.name} says`, ({ shows }) => shows.message(`Hello from ${speaker.name}`));
      await listener.walker.read(id, messageId);
      await waitFor(`${speaker.name} to see it read`, () => speaker.walker.shows.read(messageId, listener.id));
    }
    for (const [speaker] of turns) {
      const messageId = said.get(speaker) ?? "";
      await does(speaker).edit(id, messageId, `Changed by ${speaker.name}`);
      await both("the change", ({ shows }) => shows.edited(messageId, `Changed by ${speaker.name}`));
      await does(speaker).remove(id, messageId);
      await both("the deletion", ({ shows }) => shows.deleted(messageId));
    }

    await does(bob).leave(id);
    await waitFor(`${ada.name} to see ${bob.name} leave`, () => ada.walker.shows.left(id, bob));
    await waitFor("the conversation to be gone", async () => !(await bob.walker.shows.conversation(id)));
    await ada.walker.send(id, "Is anybody there?");
    await waitFor(`${ada.name} to see it`, () => ada.walker.shows.message("Is anybody there?"));
    // What this asks is answered after whatever had been told before.
    await bob.walker.shows.conversation(id);
    expect(bob.walker.shows.message("Is anybody there?")).toBe(false);
    for (const { walker } of people) walker.close();
  });
});
