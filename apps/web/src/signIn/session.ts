/**
 * The sign-in room: who uses this browser. A session is either a demo person
 * or a built-in account; the rest of the application sees only `Session`. A
 * host with its own sign-in replaces this room by one that hands out its tokens.
 */
import { createAccount, type GetToken } from "@parley/client";
import { useSyncExternalStore } from "react";
import { serverUrl } from "../serverUrl.ts";
import { findDemoUserId, getDemoToken, signOutOfDemo, subscribeToDemo } from "./demoSession.ts";

export type Session = { userId: string; getToken: GetToken; signOut: () => Promise<void> };

export const account = createAccount({ url: serverUrl });

const none = { userId: null, session: null };
let current: { userId: string; session: Session } | typeof none = none;

function findSession(): Session | null {
  const demoUserId = findDemoUserId();
  const userId = demoUserId ?? account.user()?.id ?? null;
  if (userId === null) current = none;
  else if (current.userId !== userId) {
    const session =
      demoUserId === null
        ? { userId, getToken: account.getToken, signOut: () => account.logout() }
        : { userId, getToken: getDemoToken, signOut: async () => signOutOfDemo() };
    current = { userId, session };
  }
  return current.session;
}

function subscribe(listener: () => void): () => void {
  const stops = [subscribeToDemo(listener), account.subscribe(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Who is signed in, or null. */
export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, findSession);
}
