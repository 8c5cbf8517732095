/** A server, a web that it may look at and a private network that it must not reach. */
import type { LinkPreview, Message } from "@parley/protocol";
import { type Network, newGroup, startNetwork, startTestServer, type TestServer, waitFor } from "@parley/testkit";

export type PreviewWorld = {
  server: TestServer;
  network: Network;
  groupId: string;
  /** What names resolve to; a name that is not here resolves to the web. */
  names: Map<string, string[]>;
  /** Ada's to the group. */
  send(text: string, input?: { previews?: boolean }): Promise<Message>;
  edit(message: Message, text: string): Promise<Message>;
  get(message: Message): Promise<Message>;
  /** The message when its links have been looked at, whatever came of it. */
  settled(message: Message): Promise<Message>;
  stop(): Promise<void>;
};

export async function startPreviewWorld(env: Record<string, string> = {}): Promise<PreviewWorld> {
  const network = await startNetwork();
  const names = new Map<string, string[]>();
  const server = await startTestServer({ ...network.env, ...env }, async (name) => names.get(name) ?? ["127.0.0.1"]);
  const { id: groupId } = await newGroup(server, ["ada", "bob"]);
  const get = async ({ id }: Message) => (await server.as("bob").call("messages.get", { messageId: id })).message;
  return {
    server,
    network,
    groupId,
    names,
    get,
    send: async (text, input) => (await server.as("ada").call("messages.send", { conversationId: groupId, text, ...input })).message,
    edit: async ({ id }, text) => (await server.as("ada").call("messages.edit", { messageId: id, text })).message,
    async settled(message) {
      // Published means: the job is in the database. Gone means: done.
      await server.server.app.publisher.drain();
      await waitFor("the job to be done", async () => (await jobsOf(server, message)).length === 0);
      return get(message);
    },
    async stop() {
      await server.stop();
      await network.stop();
    },
  };
}

export async function jobsOf({ pool }: TestServer, { conversationId, seq }: Message): Promise<{ version: number; attempts: number }[]> {
  return (await pool.query("select version, attempts from preview_jobs where conversation_id = $1 and seq = $2", [conversationId, seq])).rows;
}

/** A preview of a page that says nothing but this. */
export function aPreview(url: string, said: Partial<LinkPreview>): LinkPreview {
  return { url, title: null, description: null, siteName: null, imageUrl: null, imageWidth: null, imageHeight: null, ...said };
}
