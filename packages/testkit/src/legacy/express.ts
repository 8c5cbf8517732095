import { io, type Socket } from "socket.io-client";

type Body = Record<string, unknown>;

/**
 * A client of the Express messaging document, to its letter: the seven routes
 * of its table and the events of the other, over fetch and a plain Socket.IO
 * client. It knows people and no conversations, and nothing of Parley but the
 * base URL.
 */
export class ExpressClient {
  readonly socket: Socket;
  /** Everything that the socket hears, in order. */
  readonly heard: { event: string; body: Body }[] = [];
  readonly #api: string;
  readonly #headers: Record<string, string>;

  constructor(api: string, token: string) {
    this.#api = api;
    this.#headers = { authorization: `Bearer ${token}` };
    this.socket = io(api, { auth: { token }, forceNew: true });
    this.socket.onAny((event: string, body: Body) => this.heard.push({ event, body }));
  }

  connected(): Promise<this> {
    return new Promise((resolve, reject) => {
      if (this.socket.connected) resolve(this);
      this.socket.once("connect", () => resolve(this)).once("connect_error", reject);
    });
  }

  /** The bodies of one event. */
  of(event: string): Body[] {
    return this.heard.flatMap((one) => (one.event === event ? [one.body] : []));
  }

  sendByRest(receiverId: string, content: string): Promise<{ status: number; body: Body }> {
    return this.json("POST", "/messages", { receiverId, content });
  }

  getConversations(): Promise<{ status: number; body: Body }> {
    return this.json("GET", "/messages/conversations");
  }

  getConversation(userId: string, query: Record<string, string> = {}): Promise<{ status: number; body: Body }> {
    return this.json("GET", `/messages/conversation/${encodeURIComponent(userId)}?${new URLSearchParams(query)}`);
  }

  getUnreadCount(): Promise<{ status: number; body: Body }> {
    return this.json("GET", "/messages/unread-count");
  }

  markMessageRead(messageId: string): Promise<{ status: number; body: Body }> {
    return this.json("PATCH", `/messages/${messageId}/read`);
  }

  markConversationRead(userId: string): Promise<{ status: number; body: Body }> {
    return this.json("PATCH", `/messages/conversation/${encodeURIComponent(userId)}/read`);
  }

  deleteMessage(messageId: string): Promise<{ status: number; body: Body }> {
    return this.json("DELETE", `/messages/${messageId}`);
  }

  joinConversation(userId: string): void {
    this.socket.emit("join_conversation", { userId });
  }

  sendMessage(receiverId: string, content: string): void {
    this.socket.emit("send_message", { receiverId, content });
  }

  startTyping(userId: string): void {
    this.socket.emit("typing_start", { userId });
  }

  stopTyping(userId: string): void {
    this.socket.emit("typing_stop", { userId });
  }

  markRead(userId: string): void {
    this.socket.emit("mark_messages_read", { userId });
  }

  getOnlineUsers(): void {
    this.socket.emit("get_online_users");
  }

  json(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.fetch(path, { method, ...sent, headers: { ...(body !== undefined && { "content-type": "application/json" }) } });
  }

  async fetch(path: string, { headers, ...request }: RequestInit): Promise<{ status: number; body: Body }> {
    const response = await fetch(this.#api + path, { ...request, headers: { ...this.#headers, ...(headers as Record<string, string>) } });
    return { status: response.status, body: (await response.json()) as Body };
  }
}
