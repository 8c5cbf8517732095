/**
 * Who is connected. Presence counts connections, so closing one tab of three
 * keeps a person online. It is told only to connections that asked for it, and
 * only about people with whom their user shares a conversation, judged when
 * they ask and again whenever a membership ends.
 */
import { get } from "./get.ts";
import { online } from "./online.ts";

export { PresenceRegistry } from "./presenceRegistry.ts";
export const presence = { get, online };
