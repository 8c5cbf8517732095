import { type Input, type Member, type Message, ParleyError } from "@parley/protocol";
import type { Call } from "../calls/call.ts";
import { type MessageWindow, type ParleyStore, without } from "../state.ts";
import type { Inbox } from "../sync/inbox.ts";
import { forwardMember } from "../sync/mergeConversation.ts";
import { dropConversation } from "../sync/putConversation.ts";
import { addQuoted, appendPage, prependPage, toWindow, unknownQuoted, unloadedWindow } from "./window.ts";

/** Windows of this many conversations stay in memory, those opened last. */
const openWindows = 20;

type Part = "newest" | "older" | "newer" | { around: number };

export type WindowsPorts = {
  store: ParleyStore;
  call: Call;
  inbox: Pick<Inbox, "run">;
  /** Puts the conversation into the store if it is not there. */
  hold(conversationId: string): Promise<unknown>;
};

export type Windows = {
  load(conversationId: string, part: Part): Promise<void>;
  /** Newest page, and the full member list if there was one, from nothing. Must run alone (`inbox.run`). */
  reload(conversationId: string): Promise<void>;
  loadMembers(conversationId: string): Promise<void>;
  resolveQuoted(conversationId: string): Promise<void>;
  /** Marks a conversation as in use; the one unused for longest gives up its window and members. */
  touch(conversationId: string): void;
  /** The conversations in use. */
  opened(): string[];
};

export function createWindows({ store, call, inbox, hold }: WindowsPorts): Windows {
  const loads = new Map<string, Promise<void>>();
  const unquotable = new Set<string>();
  let opened: string[] = [];

  const windowOf = (conversationId: string) => store.getState().windows[conversationId] ?? unloadedWindow;

  function setWindow(conversationId: string, change: (window: MessageWindow) => MessageWindow): void {
    store.setState((state) => {
      if (!(conversationId in state.conversations)) return state;
      return { windows: { ...state.windows, [conversationId]: change(state.windows[conversationId] ?? unloadedWindow) } };
    });
  }

  /** The same part asked for twice, as scrolling does, is loaded once. */
  function once(key: string, task: () => Promise<void>): Promise<void> {
    const load = loads.get(key) ?? task().finally(() => loads.delete(key));
    loads.set(key, load);
    return load;
  }

  async function loadPart(conversationId: string, part: Part): Promise<void> {
    try {
      await hold(conversationId);
      const window = windowOf(conversationId);
      if ((part === "older" && !window.hasOlder) || (part === "newer" && !window.hasNewer)) return;
      setWindow(conversationId, (held) => ({ ...held, loading: typeof part === "object" ? "around" : part, error: null }));
      const page = await call("messages.list", { conversationId, ...toBound(window, part) });
      const add = part === "older" ? prependPage : part === "newer" ? appendPage : (_: MessageWindow, only: typeof page) => toWindow(only);
      setWindow(conversationId, (held) => add(held, page));
    } catch (error) {
      if (error instanceof ParleyError && error.code === "not_found") forget(conversationId);
      else setWindow(conversationId, (held) => ({ ...held, loading: null, error: error instanceof ParleyError ? error : null }));
      throw error;
    }
  }

  /** There is no such conversation, or not any more for this user. */
  function forget(conversationId: string): void {
    opened = opened.filter((id) => id !== conversationId);
    store.setState((state) => dropConversation(state, conversationId));
  }

  async function loadMembers(conversationId: string): Promise<void> {
    const members: Member[] = [];
    for (let cursor: string | undefined | null; cursor !== null; ) {
      const page = await call("conversations.listMembers", cursor === undefined ? { conversationId } : { conversationId, cursor });
      members.push(...page.members);
      cursor = page.nextCursor;
    }
    store.setState((state) => {
      const conversation = state.conversations[conversationId];
      if (!conversation || !state.me) return state;
      return { members: { ...state.members, [conversationId]: forwardMember(members, state.me.id, conversation.me) } };
    });
  }

  async function fetchQuoted(conversationId: string): Promise<void> {
    const ids = unknownQuoted(windowOf(conversationId)).filter((id) => !unquotable.has(id));
    const found: Message[] = [];
    for (const messageId of ids) {
      try {
        found.push((await call("messages.get", { messageId })).message);
      } catch (error) {
        if (!(error instanceof ParleyError) || error.code !== "not_found") throw error;
        unquotable.add(messageId);
      }
    }
    if (found.length > 0) setWindow(conversationId, (held) => addQuoted(held, found));
  }

  return {
    load: (conversationId, part) => once(`${conversationId} ${JSON.stringify(part)}`, () => inbox.run(conversationId, () => loadPart(conversationId, part))),
    async reload(conversationId) {
      const hadMembers = conversationId in store.getState().members;
      setWindow(conversationId, () => unloadedWindow);
      await loadPart(conversationId, "newest");
      if (hadMembers) await loadMembers(conversationId);
    },
    loadMembers: (conversationId) => once(`${conversationId} members`, () => inbox.run(conversationId, () => loadMembers(conversationId))),
    resolveQuoted: (conversationId) => once(`${conversationId} quoted`, () => fetchQuoted(conversationId)),
    touch(conversationId) {
      opened = [...opened.filter((id) => id !== conversationId), conversationId];
      const unused = opened.slice(0, -openWindows);
      opened = opened.slice(-openWindows);
      for (const id of unused) store.setState((state) => ({ windows: without(state.windows, id), members: without(state.members, id) }));
    },
    opened: () => opened,
  };
}

function toBound(window: MessageWindow, part: Part): Pick<Input<"messages.list">, "before" | "after" | "around"> {
  if (typeof part === "object") return part;
  const edge = part === "older" ? window.messages[0] : window.messages.at(-1);
  if (part === "newest" || !edge) return {};
  return part === "older" ? { before: edge.seq } : { after: edge.seq };
}
