import type { Conversation, Message } from "@parley/protocol";
import { createContext, useContext } from "react";

/** What a message needs to know of the conversation around it, and what it may ask of it. */
export type Chat = {
  conversation: Conversation;
  meId: string;
  /** Names of the members who are known, by id: for mentions and reactions. */
  names: ReadonlyMap<string, string>;
  reply: (message: Message) => void;
  edit: (message: Message) => void;
  /** Shows a message, loading what is around it if need be. */
  jumpTo: (messageId: string) => void;
  /** Opens the menu of actions beside an element; focus returns to it. */
  openMenu: (message: Message, anchor: HTMLElement) => void;
  openEmoji: (message: Message, anchor: HTMLElement) => void;
  askDelete: (message: Message) => void;
  /** Shows a picture or film in full. */
  view: (attachmentId: string) => void;
};

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("useChat needs a conversation above it");
  return chat;
}
