import { io, type Socket } from "socket.io-client";
import type { Heard, LegacyAnswer } from "./nest.ts";

type Body = Record<string, unknown>;
type Shown = Body & { id: string; content: string };
type Draft = { participantIds: (string | number)[]; type?: "direct" | "group"; title?: string; adId?: string | number };
type Page = { limit?: number; offset?: number };

/**
 * A client of the marketplace's messaging document, to its letter: the calls
 * of its REST client, and a connection and a list of messages as its two hooks
 * keep them. It knows nothing of Parley but the base URL.
 */
export class BazaarClient {
  readonly socket: Socket;
  /** Everything that the socket hears, in order. */
  readonly heard: Heard[] = [];
  /** What the hooks hand to the page. */
  connected = false;
  error: string | null = null;
  messages: Shown[] = [];
  readonly typingUsers = new Set<unknown>();
  readonly #baseUrl: string;
  readonly #token: string;

  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
    this.socket = io(baseUrl, {
      auth: { token },
      transports: ["websocket", "polling"],
      reconnection: true,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 5000,
      reconnectionAttempts: 5,
      forceNew: true,
    });
    this.#track();
    this.#listen();
  }

  async ready(): Promise<this> {
    if (!this.socket.connected) await new Promise<void>((resolve, reject) => this.socket.once("connect", resolve).once("connect_error", reject));
    return this;
  }

  /** The bodies of one event. */
  of(event: string): Body[] {
    return this.heard.filter((one) => one.event === event).map(({ body }) => body);
  }

  getConversations = (query: Page & { includeArchived?: boolean } = {}) => this.request("GET", `/conversations${toQuery(query)}`);
  getConversation = (id: string, page: Page = {}) => this.request("GET", `/conversations/${id}${toQuery(page)}`);
  createConversation = (draft: Draft) => this.request("POST", "/conversations", draft);
  archiveConversation = (id: string, isArchived: boolean) => this.request("PUT", `/conversations/${id}/archive`, { isArchived });
  muteConversation = (id: string, isMuted: boolean) => this.request("PUT", `/conversations/${id}/mute`, { isMuted });
  leaveConversation = (id: string) => this.request("DELETE", `/conversations/${id}`);
  searchUsers = (q: string) => this.request("GET", `/search-users?q=${encodeURIComponent(q)}`);
  getUnreadCount = () => this.request("GET", "/unread-count");

  sendMessage = async (conversationId: string, content: string, more: { type?: string; attachmentUrl?: string } = {}): Promise<Shown> =>
    (await this.#ask("message:send", { conversationId, content, type: "text", ...more })).message as Shown;
  editMessage = (messageId: string, newContent: string) => this.#ask("message:edit", { messageId, newContent });
  deleteMessage = (messageId: string) => this.#ask("message:delete", { messageId });
  markAsRead = (conversationId: string) => this.#ask("message:read", { conversationId });
  openConversation = async (draft: Draft): Promise<Body> => (await this.#ask("conversation:create", draft)).conversation as Body;
  startTyping = (conversationId: string) => void this.socket.emit("typing:start", { conversationId });
  stopTyping = (conversationId: string) => void this.socket.emit("typing:stop", { conversationId });

  /** With the headers that its fetch wrapper sends whatever the method, body or none. */
  async request(method: string, path: string, body?: unknown): Promise<LegacyAnswer> {
    const response = await fetch(`${this.#baseUrl}/api/messages${path}`, {
      method,
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.#token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async upload(conversationId: string, image: File): Promise<LegacyAnswer> {
    const form = new FormData();
    form.append("image", image);
    form.append("conversationId", conversationId);
    const headers = { Authorization: `Bearer ${this.#token}` };
    const response = await fetch(`${this.#baseUrl}/api/messages/upload`, { method: "POST", headers, body: form });
    return { status: response.status, body: (await response.json()) as Body };
  }

  close(): void {
    this.socket.close();
  }

  /** Rejects with the text that it would show. */
  #ask(event: string, payload: unknown): Promise<Body> {
    return new Promise((resolve, reject) => {
      this.socket.emit(event, payload, (response: Body) => {
        if (response.error) reject(Object.assign(new Error(String(response.error)), { response }));
        else resolve(response);
      });
    });
  }

  #track(): void {
    this.socket.onAny((event: string, body: Body) => this.heard.push({ event, body }));
    this.socket.on("connect", () => this.#become(true, null));
    this.socket.on("disconnect", () => this.#become(false, null));
    this.socket.on("connect_error", (error) => this.#become(false, error.message));
    this.socket.on("error", (error: { message?: string }) => {
      this.error = error.message ?? "Socket error";
    });
  }

  #become(connected: boolean, error: string | null): void {
    this.connected = connected;
    this.error = error;
  }

  #listen(): void {
    const change = (messageId: unknown, changed: Body) => {
      this.messages = this.messages.map((message) => (message.id === messageId ? { ...message, ...changed } : message));
    };
    this.socket.on("message:new", (message: Shown) => this.messages.push(message));
    this.socket.on("message:edited", ({ messageId, newContent, editedAt }: Body) => change(messageId, { content: newContent, isEdited: true, editedAt }));
    this.socket.on("message:deleted", ({ messageId, deletedAt }: Body) => change(messageId, { isDeleted: true, deletedAt }));
    this.socket.on("typing:user-started", ({ userId }: Body) => this.typingUsers.add(userId));
    this.socket.on("typing:user-stopped", ({ userId }: Body) => this.typingUsers.delete(userId));
  }
}

function toQuery(query: Record<string, number | boolean | undefined>): string {
  const given = Object.entries(query).map(([key, value]) => `${key}=${value}`);
  return given.length === 0 ? "" : `?${given.join("&")}`;
}
