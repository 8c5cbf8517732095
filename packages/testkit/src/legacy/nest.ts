import { io, type Socket } from "socket.io-client";

/** A refusal or an answer, as fetch saw it. */
export type LegacyAnswer = { status: number; body: Record<string, unknown> };
export type Heard = { event: string; body: Record<string, unknown> };

/**
 * A client of the NestJS messaging document, to its letter: the calls of its
 * REST section and of its ChatService, over a plain Socket.IO client. It knows
 * nothing of Parley but the base URL.
 */
export class NestClient {
  readonly socket: Socket;
  /** Everything that the socket hears, in order. */
  readonly heard: Heard[] = [];
  readonly #baseUrl: string;
  readonly #token: string;

  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
    this.socket = io(baseUrl, { auth: { token }, forceNew: true });
    this.socket.onAny((event: string, body: Record<string, unknown>) => this.heard.push({ event, body }));
  }

  async connected(): Promise<this> {
    if (!this.socket.connected) await new Promise<void>((resolve, reject) => this.socket.once("connect", resolve).once("connect_error", reject));
    return this;
  }

  /** The bodies of one event. */
  of(event: string): Record<string, unknown>[] {
    return this.heard.filter((one) => one.event === event).map(({ body }) => body);
  }

  createConversation(participantIds: string[], type: "DIRECT" | "GROUP", name?: string): Promise<LegacyAnswer> {
    return this.request("POST", "/api/messages/conversations", JSON.stringify({ participantIds, type, name }), { "content-type": "application/json" });
  }

  getConversations(query: { page?: number; limit?: number; search?: string } = {}): Promise<LegacyAnswer> {
    return this.request("GET", `/api/messages/conversations${toQuery(query)}`);
  }

  getMessages(conversationId: string, query: { page?: number; limit?: number; before?: string } = {}): Promise<LegacyAnswer> {
    return this.request("GET", `/api/messages/conversations/${conversationId}/messages${toQuery(query)}`);
  }

  sendFile(conversationId: string, content: string, file: File): Promise<LegacyAnswer> {
    const form = new FormData();
    form.append("content", content);
    form.append("type", "FILE");
    form.append("file", file);
    return this.request("POST", `/api/messages/conversations/${conversationId}/messages`, form);
  }

  search(query: { query: string; conversationId?: string; page?: number; limit?: number }): Promise<LegacyAnswer> {
    return this.request("GET", `/api/messages/search${toQuery(query)}`);
  }

  sendMessage(conversationId: string, content: string): void {
    this.socket.emit("sendMessage", { conversationId, content, type: "TEXT", attachments: [] });
  }

  startTyping(conversationId: string): void {
    this.socket.emit("typing", { conversationId });
  }

  stopTyping(conversationId: string): void {
    this.socket.emit("stopTyping", { conversationId });
  }

  markAsRead(conversationId: string, messageId: string): void {
    this.socket.emit("markAsRead", { conversationId, messageId });
  }

  getOnlineUsers(): void {
    this.socket.emit("getOnlineUsers");
  }

  async request(method: string, path: string, body?: string | FormData, headers: Record<string, string> = {}): Promise<LegacyAnswer> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  close(): void {
    this.socket.close();
  }
}

function toQuery(query: Record<string, string | number | undefined>): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) given.set(key, String(value));
  return given.size === 0 ? "" : `?${given}`;
}
