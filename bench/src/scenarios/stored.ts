import type { Contestant, Storage } from "../contestants/contestant.ts";

const elders = 20;
const readers = 10;
const conversationsPerReader = 200;
const page = 50;

/** A contestant that stores, with conversations whose histories grow. */
export type Library = {
  contestant: Contestant;
  storage: Storage;
  /** One old user's conversations: there from the start, so that nothing but the number of messages changes. */
  elder: { userId: string; conversations: Place[] };
  /** Empty until more than the elder's histories are stored. Each reader is in 200. */
  readers: Place[];
};

/** A conversation and the two in it. */
type Place = { conversationId: string; userId: string; partnerId: string };

const libraries = new WeakMap<Contestant, Library>();

/** Fills up to about so many stored messages. */
export async function openLibraries(contestants: Contestant[], messages: number): Promise<Library[]> {
  const opened: Library[] = [];
  for (const contestant of contestants) {
    if (!contestant.storage) continue;
    const library = libraries.get(contestant) ?? (await startLibrary(contestant, contestant.storage));
    await fill(library, messages);
    opened.push(library);
  }
  return opened;
}

async function startLibrary(contestant: Contestant, storage: Storage): Promise<Library> {
  const conversations = await addPlaces(contestant, elders, () => "elder");
  const library: Library = { contestant, storage, elder: { userId: "elder", conversations }, readers: [] };
  libraries.set(contestant, library);
  return library;
}

async function fill(library: Library, messages: number): Promise<void> {
  const { contestant, storage, elder } = library;
  if (messages > elders * page && library.readers.length === 0) {
    library.readers = await addPlaces(contestant, readers * conversationsPerReader, (index) => `reader-${index % readers}`);
  }
  const ids = [...elder.conversations, ...library.readers].map((place) => place.conversationId);
  const each = Math.max(page, Math.ceil(messages / ids.length));
  if ((await storage.countMessages()) < each * ids.length) await storage.fill(ids, each);
}

async function addPlaces(contestant: Contestant, count: number, userOf: (index: number) => string): Promise<Place[]> {
  const pairs = Array.from({ length: count }, (_, index) => ({ userId: userOf(index), partnerId: `partner-of-${userOf(index)}-${index}` }));
  const ids = await contestant.createConversations(pairs.map(({ userId, partnerId }) => [userId, partnerId]));
  return pairs.map((pair, index) => ({ ...pair, conversationId: ids[index] as string }));
}

export function contestantsOf(libraries: Library[]): Contestant[] {
  return libraries.map((library) => library.contestant);
}
