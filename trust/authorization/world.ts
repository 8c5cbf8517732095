import { startS3, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import { demand, fileText } from "./call.ts";
import { copyTemplate } from "./copyTemplate.ts";
import { hearAll, type Person, type PersonName, personNames, register, signInAgain } from "./people.ts";
import type { Place } from "./rows.ts";

/** A conversation to try things on. `seqs`: who wrote which message; `uploads`: what each has uploaded and not sent; `sent`: a file of a message. */
export type Template = { conversationId: string; seqs: Partial<Record<PersonName, number>>; uploads: Partial<Record<PersonName, string>>; sent: string };

export type World = {
  server: TestServer;
  /** The same product with its demo data. */
  demoServer: TestServer;
  people: Record<PersonName, Person>;
  /** Where this person would be found: there is one direct conversation for members and one for the deactivated. */
  templateOf(place: Place, name: PersonName | undefined): Template;
  /** A copy of a template, which the server has never seen; `stored`: with what is in its files. */
  copy(template: Template, stored: boolean): Promise<Template>;
  /** Copies go, and who was signed out or deactivated comes back. */
  tidy(...spent: Person[]): Promise<void>;
  /** Everything that is stored, but for when people were last seen. */
  snapshot(): Promise<Record<string, unknown[]>>;
  stop(): Promise<void>;
};

const inGroup = ["owner", "otherOwner", "admin", "otherAdmin", "member", "otherMember", "removed", "left", "deactivated"] as const;

export async function createWorld(): Promise<World> {
  const s3 = await startS3();
  const [server, demoServer] = await Promise.all([startTestServer(s3.env), startTestServer({ DEMO: "on" })]);
  const people = Object.fromEntries(await Promise.all(personNames.map(async (name) => [name, await register(server, name)]))) as World["people"];
  const root = server.as("root", { role: "admin" });
  for (const { id, name } of [people.hostAdmin, people.deactivated]) await root.call("users.put", { userId: id, name: `The ${name}`, role: "admin" });

  const group = await createGroup(server, people);
  const direct = await createDirect(server, [people.member, people.otherMember]);
  const deactivatedDirect = await createDirect(server, [people.deactivated, people.otherMember]);
  people.deactivated.socket.close();
  await root.call("users.setActive", { userId: people.deactivated.id, active: false });

  await hearAll(
    server,
    Object.values(people).map(({ socket }) => socket),
  );
  for (const { heard } of Object.values(people)) heard.length = 0;
  await waitFor("the outbox to be empty", async () => (await server.pool.query("select 1 from outbox")).rowCount === 0);

  const kept = [group, direct, deactivatedDirect].map(({ conversationId }) => conversationId);
  return {
    server,
    demoServer,
    people,
    templateOf: (place, name) => (place === "group" ? group : name === "deactivated" ? deactivatedDirect : direct),
    copy: (template, stored) => copyTemplate(server, template, stored),
    async tidy(...spent) {
      await Promise.all(
        ["conversations where id", "messages where conversation_id", "attachments where conversation_id"].map((rows) =>
          server.pool.query(`delete from ${rows} <> all($1)`, [kept]),
        ),
      );
      server.server.app.directs.forget();
      for (const person of spent) {
        await root.call("users.setActive", { userId: person.id, active: true });
        await signInAgain(server, person);
      }
    },
    snapshot: () => snapshot(server),
    async stop() {
      await Promise.all([server.stop(), demoServer.stop()]);
      await s3.stop();
    },
  };
}

/** A system message says that it was created; then everybody writes one message, and two go. The messages of the other owner are pinned. */
async function createGroup(server: TestServer, people: World["people"]): Promise<Template> {
  const participantIds = inGroup.map((name) => people[name].id);
  const { conversation } = await demand(server, people.owner.token, "conversations.create", { type: "group", title: "The group", participantIds });
  const conversationId = conversation.id;
  const roles = { otherOwner: "owner", admin: "admin", otherAdmin: "admin", removed: "admin", deactivated: "admin" } as const;
  for (const [name, role] of Object.entries(roles))
    await demand(server, people.owner.token, "conversations.setRole", { conversationId, userId: people[name as keyof typeof roles].id, role });
  const seqs = await writeAll(
    server,
    conversationId,
    inGroup.map((name) => people[name]),
  );
  const uploads = await uploadAll(
    server,
    conversationId,
    inGroup.map((name) => people[name]),
  );
  const sent = await sendFile(server, conversationId, people.otherOwner);
  await demand(server, people.owner.token, "messages.pin", { messageId: `${conversationId}.${seqs.otherOwner}`, pinned: true });
  await demand(server, people.owner.token, "conversations.removeMember", { conversationId, userId: people.removed.id });
  await demand(server, people.left.token, "conversations.leave", { conversationId });
  return { conversationId, seqs, uploads, sent };
}

async function createDirect(server: TestServer, [one, other]: [Person, Person]): Promise<Template> {
  const { conversation } = await demand(server, one.token, "conversations.create", { type: "direct", participantIds: [other.id] });
  const { id } = conversation;
  const seqs = await writeAll(server, id, [one, other]);
  return { conversationId: id, seqs, uploads: await uploadAll(server, id, [one, other]), sent: await sendFile(server, id, other) };
}

async function uploadAll(server: TestServer, conversationId: string, people: Person[]): Promise<Template["uploads"]> {
  const uploads: Template["uploads"] = {};
  for (const person of people) uploads[person.name] = await uploadFile(server, conversationId, person);
  return uploads;
}

async function uploadFile({ url }: TestServer, conversationId: string, { id, name, token }: Person): Promise<string> {
  const file = { name: `from the ${name}.txt`, content: Buffer.from(fileText) };
  return (await upload({ url, tokenFor: async () => token }, id, conversationId, file)).id;
}

async function sendFile(server: TestServer, conversationId: string, person: Person): Promise<string> {
  const sent = await uploadFile(server, conversationId, person);
  await demand(server, person.token, "messages.send", { conversationId, text: "a file", attachmentIds: [sent] });
  return sent;
}

async function writeAll(server: TestServer, conversationId: string, people: Person[]): Promise<Template["seqs"]> {
  const seqs: Template["seqs"] = {};
  for (const { name, token } of people) seqs[name] = (await demand(server, token, "messages.send", { conversationId, text: `from the ${name}` })).message.seq;
  return seqs;
}

async function snapshot(server: TestServer): Promise<Record<string, unknown[]>> {
  const tables = ["conversations", "members", "messages", "attachments", "outbox", "users", "accounts", "sessions"];
  const parts = tables.map(
    (table) => `'${table}', (select coalesce(jsonb_agg(to_jsonb(t) - 'last_seen_at' order by to_jsonb(t)::text), '[]') from ${table} t)`,
  );
  return (await server.pool.query<{ all: Record<string, unknown[]> }>(`select jsonb_build_object(${parts.join(", ")}) as all`)).rows[0]?.all ?? {};
}
