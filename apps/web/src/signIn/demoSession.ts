import type { GetToken } from "@parley/client";
import { ParleyError } from "@parley/protocol";
import { serverUrl } from "../serverUrl.ts";

/** A demo person of `GET /api/demo`. */
export type DemoPerson = { id: string; name: string; headline: string; imageUrl: string | null };
type Stored = { userId: string; token: string; expiresAt: string };

const key = "parley.demo";
/** A token this close to its end is renewed first. */
const marginMs = 60_000;
const listeners = new Set<() => void>();

// Each tab keeps its own person, so that two tabs can talk to each other; a new tab begins with the last one.
if (sessionStorage.getItem(key) === null) {
  const last = localStorage.getItem(key);
  if (last !== null) sessionStorage.setItem(key, last);
}

let stored: Stored | null = JSON.parse(sessionStorage.getItem(key) || "null");

function store(next: Stored | null): void {
  stored = next;
  for (const storage of [sessionStorage, localStorage]) {
    if (next) storage.setItem(key, JSON.stringify(next));
    else storage.removeItem(key);
  }
  for (const listener of listeners) listener();
}

async function requestToken(userId: string): Promise<Stored> {
  const response = await fetch(`${serverUrl}/api/demo/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ userId }),
  });
  if (response.ok) return { userId, ...((await response.json()) as Omit<Stored, "userId">) };
  throw response.status < 500 ? new ParleyError("unauthenticated") : new Error(`demo sign-in answered ${response.status}`);
}

/** Who may be tried out; nobody when the server runs without demo data. */
export async function listDemoPeople(): Promise<DemoPerson[]> {
  const response = await fetch(`${serverUrl}/api/demo`).catch(() => null);
  if (!response?.ok) return [];
  const { people } = (await response.json()) as { people: DemoPerson[] };
  return people;
}

export async function signInAsDemo(userId: string): Promise<void> {
  store(await requestToken(userId));
}

export function signOutOfDemo(): void {
  store(null);
}

export function findDemoUserId(): string | null {
  return stored?.userId ?? null;
}

export const getDemoToken: GetToken = async (reason) => {
  if (stored === null) throw new ParleyError("unauthenticated");
  if (reason === "connect" && Date.parse(stored.expiresAt) - Date.now() > marginMs) return stored.token;
  stored = await requestToken(stored.userId);
  store(stored);
  return stored.token;
};

export function subscribeToDemo(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
