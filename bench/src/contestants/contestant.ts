import type { LoadGenerator } from "../load/generator.ts";
import type { ServerProcess } from "../serverProcess.ts";
import type { Wire } from "./wire.ts";

/** Who meets in the live and stored scenarios. */
export const rivalNames = ["parley", "oneInsert", "relay"] as const;
export type RivalName = (typeof rivalNames)[number];

/**
 * `unguarded`: Parley with its rate limits and connection caps switched off; `unindexed`: without its search indexer;
 * `nativeAlone`: without other dialects; `nest` and `bazaar`: Parley as clients of these dialects find it.
 */
export const contestantNames = ["parley", "unguarded", "unindexed", "nativeAlone", "nest", "bazaar", "oneInsert", "relay"] as const;
export type ContestantName = (typeof contestantNames)[number];

/** Where a contestant keeps messages, and how to read them back. */
export type Storage = {
  /** Adds messages by SQL until each conversation holds `each`; the newest 20 are unread. */
  fill(conversationIds: string[], each: number): Promise<void>;
  countMessages(): Promise<number>;
  historyPath(conversationId: string): string;
  listPath: string;
  unreadPath: string;
  /** Adds messages with these texts by SQL, each conversation's in order. */
  store(messages: { conversationId: string; text: string }[]): Promise<void>;
  /** After the last of them. */
  settle(): Promise<void>;
  /** Resolves when search has all of them in its index, where it has one. */
  indexed(): Promise<void>;
  searchPath(word: string, conversationId?: string): string;
};

export type Contestant = {
  name: ContestantName;
  wire: Wire;
  server: ServerProcess;
  load: LoadGenerator;
  /** null: it stores nothing. */
  storage: Storage | null;
  /** Creates the people who are new and one conversation per list of members. */
  createConversations(memberLists: string[][]): Promise<string[]>;
  createUsers(userIds: string[]): Promise<void>;
  /** A fresh process on the same database, as memory figures need. */
  restart(): Promise<void>;
};

/** A conversation has this many unread messages for everybody in it. */
export const unreadMessages = 20;

/** The text of a stored message, as long as the texts that the load sends. */
export const storedText = "Is the blue bicycle still for sale? I could come by on Saturday morning.";
