import { z } from "zod";
import { timestamp, userId } from "./ids.ts";
import { limits } from "./limits.ts";
import { presence } from "./user.ts";

/** Requests that concern one connection, and so exist over sockets only. Acknowledged like operations. */
export const socketRequests = {
  "auth:refresh": {
    summary: "Extend this socket with a new token of the same user.",
    input: z.strictObject({ token: z.string().max(8192) }),
    output: z.object({ expiresAt: timestamp }),
  },
  "user:watch": {
    summary: "Whose presence this connection hears from now on; replaces the former set. Only people with whom the user shares a conversation are heard.",
    input: z.strictObject({ userIds: z.array(userId).max(limits.presenceWatches) }),
    output: z.object({ presences: z.array(presence) }),
  },
} as const;

export type SocketRequestName = keyof typeof socketRequests;
