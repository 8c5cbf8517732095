import { fail, type Input, type OwnUser, operations, ParleyError, type SignedIn } from "@parley/protocol";
import { requestRest } from "./calls/requestRest.ts";
import type { GetToken } from "./connection/tokens.ts";
import { findLocalStorage } from "./findLocalStorage.ts";

/** A token that ends within this time is renewed first: it must outlive the request it is for. */
const leastLifeMs = 60_000;

/** Where a session outlives a reload; `localStorage` fits. */
export type AccountStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export type AccountOptions = {
  url: string;
  /** Default: localStorage where it exists, else memory. */
  storage?: AccountStorage;
  /** Default `parley:account`. */
  storageKey?: string;
};

/** The built-in accounts: for hosts without their own sign-in. Everything throws ParleyError. */
export type Account = {
  register(input: Input<"auth.register">): Promise<OwnUser>;
  login(input: Input<"auth.login">): Promise<OwnUser>;
  /** Ends the session here and on the server; `everywhere` ends all of the user's sessions. Forgets it even when the server cannot be reached. */
  logout(options?: { everywhere?: boolean }): Promise<void>;
  /** Give it to `createParley`. */
  getToken: GetToken;
  /** Who is signed in on this device, or null. The same object until that changes. */
  user(): OwnUser | null;
  /** Calls back when somebody signed in or out, in another tab too. Returns how to stop. */
  subscribe(listener: () => void): () => void;
};

export function createAccount({ url, storage = findLocalStorage() ?? memoryStorage(), storageKey = "parley:account" }: AccountOptions): Account {
  const listeners = new Set<() => void>();
  let refreshing: Promise<string> | undefined;
  let parsed: { value: string | null; session: SignedIn | null } = { value: null, session: null };

  function read(): SignedIn | null {
    const value = storage.getItem(storageKey);
    if (value !== parsed.value) parsed = { value, session: parseSession(value) };
    return parsed.session;
  }

  function write(session: SignedIn | null): void {
    if (session) storage.setItem(storageKey, JSON.stringify(session));
    else storage.removeItem(storageKey);
    for (const listener of [...listeners]) listener();
  }

  async function signIn(name: "auth.register" | "auth.login", input: object): Promise<OwnUser> {
    write((await requestRest(url, operations[name], input)) as SignedIn);
    return requireSession().user;
  }

  function requireSession(): SignedIn {
    const session = read();
    if (!session) throw fail("unauthenticated", { detail: "Nobody is signed in." });
    return session;
  }

  /** A refresh token is good once, so tabs take turns, and the second one finds what the first one got. */
  async function refresh(refused: string): Promise<string> {
    const session = requireSession();
    if (session.accessToken !== refused) return session.accessToken;
    try {
      const { refreshToken } = session;
      const renewed = (await requestRest(url, operations["auth.refresh"], { refreshToken })) as SignedIn;
      // Signed out meanwhile: the new tokens must not sign in again.
      if (read() !== session) return requireSession().accessToken;
      write(renewed);
      return renewed.accessToken;
    } catch (error) {
      if (error instanceof ParleyError && (error.status === 401 || error.status === 403) && read() === session) write(null);
      throw error;
    }
  }

  return {
    register: (input) => signIn("auth.register", input),
    login: (input) => signIn("auth.login", input),
    async logout(options = {}) {
      const session = read();
      write(null);
      if (session) await requestRest(url, operations["auth.logout"], options, session.accessToken).catch(() => {});
    },
    async getToken(reason) {
      const { accessToken, expiresAt } = requireSession();
      if (reason === "connect" && Date.parse(expiresAt) - Date.now() > leastLifeMs) return accessToken;
      refreshing ??= alone(storageKey, () => refresh(accessToken)).finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
    user: () => read()?.user ?? null,
    subscribe(listener) {
      listeners.add(listener);
      const page = globalThis as unknown as Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">>;
      page.addEventListener?.("storage", listener);
      return () => {
        listeners.delete(listener);
        page.removeEventListener?.("storage", listener);
      };
    },
  };
}

/** Across tabs where the browser has Web Locks; they need a secure context. */
function alone<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: { request(name: string, task: () => Promise<Result>): Promise<Result> } };
  return locks ? locks.request(name, task) : task();
}

function parseSession(value: string | null): SignedIn | null {
  try {
    return value === null ? null : (JSON.parse(value) as SignedIn);
  } catch {
    return null;
  }
}

function memoryStorage(): AccountStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
