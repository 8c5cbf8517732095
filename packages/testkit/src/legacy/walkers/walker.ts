/**
 * A person with a client of one dialect, for walks in which people of different
 * dialects meet. What a dialect has no words for is left out: then the same
 * person does it on another device, which speaks the native contract.
 */
export type Walker = {
  /** Begins a group with this person: its id. */
  create(otherId: string): Promise<string>;
  /** Shows a conversation, and begins to listen where a client must. */
  enter(conversationId: string): Promise<void>;
  /** The id of the message that was sent. */
  send(conversationId: string, text: string): Promise<string>;
  type(conversationId: string): Promise<void>;
  read(conversationId: string, messageId: string): Promise<void>;
  edit?(conversationId: string, messageId: string, text: string): Promise<void>;
  remove?(conversationId: string, messageId: string): Promise<void>;
  leave?(conversationId: string): Promise<void>;
  /** What this client has been told, in its dialect's words: live, or by asking where the dialect has no event. */
  shows: {
    conversation(id: string): Promise<boolean>;
    message(text: string): boolean;
    typing(person: Person): boolean;
    read(messageId: string, readerId: string): boolean;
    edited(messageId: string, text: string): boolean;
    deleted(messageId: string): boolean;
    /** Of a conversation in which one still is. */
    left(conversationId: string, person: Person): Promise<boolean>;
  };
  close(): void;
};

type Person = { id: string; name: string };

/** `baseUrl`: of the server, where no dialect's prefix is. */
export type Place = { baseUrl: string; token: string };
