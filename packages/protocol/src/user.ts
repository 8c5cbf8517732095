import { z } from "zod";
import { nonBlankText, timestamp, url, userId } from "./ids.ts";
import { limits } from "./limits.ts";

export const userName = nonBlankText(limits.userName).meta({ description: "Display name.", minLength: 1, maxLength: limits.userName });

/** `moderator` and `admin` are roles in the host's product; roles in a group are a member's. */
export const userRole = z.enum(["member", "moderator", "admin"]);

/** What anybody may see of a person. Never an e-mail address or a telephone number. */
export const user = z
  .object({
    id: userId,
    name: userName,
    imageUrl: url.nullable(),
  })
  .meta({ id: "User", description: "What anybody may see of a person." });

export const ownUser = user
  .extend({ role: userRole, active: z.boolean(), createdAt: timestamp })
  .meta({ id: "OwnUser", description: "What a person sees of themselves, and an admin of everybody." });

export const presence = z
  .object({
    userId,
    online: z.boolean(),
    lastSeenAt: timestamp.nullable().meta({ description: "When the last connection closed; null when never seen." }),
  })
  .meta({ id: "Presence" });

export type User = z.infer<typeof user>;
export type OwnUser = z.infer<typeof ownUser>;
export type UserRole = z.infer<typeof userRole>;
export type Presence = z.infer<typeof presence>;
