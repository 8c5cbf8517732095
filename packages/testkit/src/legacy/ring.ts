import { io, type Socket } from "socket.io-client";
import { type LegacyStream, openStream } from "./eventSource.ts";
import type { LegacyAnswer } from "./nest.ts";

/** A node of the tree as a client holds it: what `put` and `patch` have made of it. */
type Tree = Record<string, unknown> | null;

type Query = Record<string, string | number | boolean | undefined>;

/**
 * A client of the conversations API with a real-time tree: the six documented
 * operations, those that its code has besides, and the tree's paths by
 * server-sent events and by socket. It knows nothing of Parley but the base URL.
 */
export class RingClient {
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #streams: LegacyStream[] = [];
  #socket: Socket | undefined;

  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  getConversations(query: Query = {}): Promise<LegacyAnswer> {
    return this.request("GET", `/api/conversations${toQuery(query)}`);
  }

  createConversation(body: { type: string; participantIds: string[]; metadata?: Record<string, string> }): Promise<LegacyAnswer> {
    return this.request("POST", "/api/conversations", body);
  }

  getConversation(id: string): Promise<LegacyAnswer> {
    return this.request("GET", `/api/conversations/${id}`);
  }

  updateConversation(id: string, body: Record<string, unknown>): Promise<LegacyAnswer> {
    return this.request("PUT", `/api/conversations/${id}`, body);
  }

  leaveConversation(id: string): Promise<LegacyAnswer> {
    return this.request("DELETE", `/api/conversations/${id}`);
  }

  getMessages(id: string, query: Query = {}): Promise<LegacyAnswer> {
    return this.request("GET", `/api/conversations/${id}/messages${toQuery(query)}`);
  }

  sendMessage(id: string, content: string, more: Record<string, unknown> = {}): Promise<LegacyAnswer> {
    return this.request("POST", `/api/conversations/${id}/messages`, { content, type: "text", ...more });
  }

  editMessage(id: string, messageId: string, content: string): Promise<LegacyAnswer> {
    return this.request("PUT", `/api/conversations/${id}/messages/${messageId}`, { content });
  }

  deleteMessage(id: string, messageId: string): Promise<LegacyAnswer> {
    return this.request("DELETE", `/api/conversations/${id}/messages/${messageId}`);
  }

  setStatus(id: string, messageId: string, status: "delivered" | "read"): Promise<LegacyAnswer> {
    return this.request("PATCH", `/conversations/${id}/messages/${messageId}`, { status });
  }

  markAsRead(id: string, bound: { messageId?: string; timestamp?: number } = {}): Promise<LegacyAnswer> {
    return this.request("POST", `/api/conversations/${id}/read`, bound);
  }

  setTyping(id: string, isTyping: boolean): Promise<LegacyAnswer> {
    return this.request("POST", `/api/conversations/${id}/typing`, { isTyping });
  }

  getTyping(id: string): Promise<LegacyAnswer> {
    return this.request("GET", `/api/conversations/${id}/typing`);
  }

  upload(conversationId: string, file: File): Promise<LegacyAnswer> {
    const form = new FormData();
    form.append("conversationId", conversationId);
    form.append("file", file);
    return this.request("POST", "/api/conversations/upload", form);
  }

  /** A path of the tree as server-sent events. */
  async listen(path: string): Promise<LegacyStream> {
    const stream = await openStream(this.#baseUrl + path, { authorization: `Bearer ${this.#token}` });
    this.#streams.push(stream);
    return stream;
  }

  /** A socket for paths of the tree, connected. */
  async socket(): Promise<Socket> {
    this.#socket ??= io(this.#baseUrl, { auth: { token: this.#token }, forceNew: true });
    const socket = this.#socket;
    if (!socket.connected) await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
    return socket;
  }

  async request(method: string, path: string, body?: object): Promise<LegacyAnswer> {
    const isForm = body instanceof FormData;
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(body !== undefined && !isForm && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  close(): void {
    for (const stream of this.#streams) stream.close();
    this.#socket?.close();
  }
}

/** What the events of a stream have made of its value: `put` replaces a node, `patch` its fields, null takes away. */
export function toTree({ events }: Pick<LegacyStream, "events">): Tree {
  let tree: Tree = null;
  for (const { event, data } of events as { event: string; data: { path: string; data: Tree } }[]) {
    const keys = data.path.split("/").filter(Boolean);
    tree = set(tree, keys, event === "patch" ? (old) => clean({ ...old, ...data.data }) : () => data.data);
  }
  return tree;
}

function set(tree: Tree, [key, ...rest]: string[], change: (old: Tree) => Tree): Tree {
  if (key === undefined) return change(tree);
  return clean({ ...tree, [key]: set((tree?.[key] ?? null) as Tree, rest, change) });
}

function clean(node: Record<string, unknown>): Tree {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== null));
}

function toQuery(query: Query): string {
  const entries = Object.entries(query).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]]));
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries)}`;
}
