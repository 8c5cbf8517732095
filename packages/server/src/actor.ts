import type { User, UserRole } from "@parley/protocol";

/** Who is acting, as proved by the access token at this moment. */
export type Actor = {
  user: User;
  role: UserRole;
  /** Built-in session; null for host tokens. */
  sessionId: string | null;
  /** When the token ends, milliseconds since 1970. */
  expiresAtMs: number;
};
