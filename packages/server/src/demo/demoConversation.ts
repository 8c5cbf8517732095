export type DemoMessage = {
  /** A person's id. */
  from: string;
  text: string;
  /** Minutes after the previous message of the conversation. */
  minutesAfter: number;
  /** Index of an earlier message of the conversation. */
  replyTo?: number;
  /** Ids of the people whom the text names with @Name. */
  mentions?: string[];
  reactions?: { emoji: string; by: string[] }[];
  /** The text is what it was edited to. */
  edited?: true;
  /** Shown as deleted; the text is what was there before. */
  deleted?: true;
  pinned?: true;
};

export type DemoConversation = {
  /** Stable: ids of rows may be derived from it. */
  key: string;
  type: "direct" | "group";
  /** Groups only. */
  title?: string;
  context?: { type: "listing" | "order" | "job"; id: string; title: string; url?: string };
  /** The first one started it and owns it. */
  members: string[];
  /** How long ago the last message was sent. */
  lastMinutesAgo: number;
  /** How many of the newest messages a person has not read yet. */
  unreadFor?: { [personId: string]: number };
  messages: DemoMessage[];
};
