import type { z } from "zod";

/**
 * Something that happened, told to its audience:
 * `members` – the members of `conversationId` at the commit;
 * `self` – the devices of one user; `watchers` – who subscribed to a user's presence.
 *
 * A durable event carries `{ conversationId, rev }`, replays in sync and is
 * published at least once. Any other event is a hint that may be lost.
 */
export type EventDefinition<Name extends string = string, Payload extends z.ZodObject = z.ZodObject> = {
  name: Name;
  /** Socket event name of the native contract. */
  socket: string;
  summary: string;
  payload: Payload;
  audience: "members" | "self" | "watchers";
  durable: boolean;
};

export function defineEvent<const Name extends string, Payload extends z.ZodObject>(event: EventDefinition<Name, Payload>): EventDefinition<Name, Payload> {
  return event;
}
