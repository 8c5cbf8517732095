/**
 * Windows: the stretch of each conversation's history that is in memory.
 * A window is contiguous, holds at most `windowMessages` and takes live
 * messages only while it reaches the live end. This file is pure.
 */
import type { Message, Output } from "@parley/protocol";
import type { MessageWindow } from "../state.ts";

type Page = Output<"messages.list">;

/** Twenty screens; more is loaded again when scrolled to. */
export const windowMessages = 400;
/** Live messages cut this many at once, so that a reader at the top is disturbed rarely. */
const cutMessages = 100;

/** Not loaded yet; `hasNewer` keeps live messages out of it. */
export const unloadedWindow: MessageWindow = { messages: [], quoted: {}, hasOlder: false, hasNewer: true, loading: null, error: null };

/** A window made of one page. */
export function toWindow(page: Page): MessageWindow {
  const { messages, hasOlder, hasNewer } = page;
  return { messages, quoted: toQuoted(messages, byId(page.quoted)), hasOlder, hasNewer, loading: null, error: null };
}

/** Puts an older page in front; the newest messages beyond the limit go. */
export function prependPage(window: MessageWindow, page: Page): MessageWindow {
  const all = [...page.messages, ...window.messages];
  const messages = all.slice(0, windowMessages);
  const quoted = toQuoted(messages, { ...window.quoted, ...byId(all), ...byId(page.quoted) });
  return { messages, quoted, hasOlder: page.hasOlder, hasNewer: window.hasNewer || all.length > messages.length, loading: null, error: null };
}

/** Puts a newer page at the end; the oldest messages beyond the limit go. */
export function appendPage(window: MessageWindow, page: Page): MessageWindow {
  const all = [...window.messages, ...page.messages];
  const messages = all.slice(-windowMessages);
  const quoted = toQuoted(messages, { ...window.quoted, ...byId(all), ...byId(page.quoted) });
  return { messages, quoted, hasOlder: window.hasOlder || all.length > messages.length, hasNewer: page.hasNewer, loading: null, error: null };
}

/** Takes in a new or changed message: replaces what is older, appends at the live end, ignores what is outside. */
export function placeMessage(window: MessageWindow, message: Message): MessageWindow {
  const first = window.messages[0];
  const last = window.messages.at(-1);
  const held = first && window.messages[message.seq - first.seq];
  if (held) return held.rev > message.rev ? window : withQuoted({ ...window, messages: window.messages.with(message.seq - first.seq, message) }, message);
  const isNext = !window.hasNewer && (last === undefined || message.seq === last.seq + 1);
  return withQuoted(isNext ? append(window, message) : window, message);
}

/** Answers that arrived for `replyTo`s that were not known. */
export function addQuoted(window: MessageWindow, messages: Message[]): MessageWindow {
  return { ...window, quoted: toQuoted(window.messages, { ...window.quoted, ...byId(messages) }) };
}

/** Ids of the messages that this window replies to and does not know. */
export function unknownQuoted(window: MessageWindow): string[] {
  const ids = window.messages.flatMap((message) => (message.replyTo !== null && !window.quoted[message.replyTo] ? [message.replyTo] : []));
  return [...new Set(ids)];
}

function append(window: MessageWindow, message: Message): MessageWindow {
  const all = [...window.messages, message];
  const isFull = all.length > windowMessages;
  const messages = isFull ? all.slice(-(windowMessages - cutMessages)) : all;
  const quotedMessage = message.replyTo === null ? undefined : all.find((other) => other.id === message.replyTo);
  const known = quotedMessage ? { ...window.quoted, [quotedMessage.id]: quotedMessage } : window.quoted;
  return { ...window, messages, quoted: isFull ? toQuoted(messages, known) : known, hasOlder: window.hasOlder || isFull };
}

function withQuoted(window: MessageWindow, message: Message): MessageWindow {
  const quoted = window.quoted[message.id];
  if (!quoted || quoted === message || quoted.rev > message.rev) return window;
  return { ...window, quoted: { ...window.quoted, [message.id]: message } };
}

function toQuoted(messages: Message[], known: Record<string, Message>): Record<string, Message> {
  const quoted: Record<string, Message> = {};
  const inside = byId(messages);
  for (const { replyTo } of messages) {
    const message = replyTo === null ? undefined : (inside[replyTo] ?? known[replyTo]);
    if (message) quoted[message.id] = message;
  }
  return quoted;
}

function byId(messages: Message[]): Record<string, Message> {
  return Object.fromEntries(messages.map((message) => [message.id, message]));
}
