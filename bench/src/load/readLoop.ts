import { LightHttp } from "../lightHttp.ts";
import { signToken } from "../token.ts";

type ReadLoop = {
  port: number;
  secret: string;
  readers: number;
  ms: number;
  targets: { userId: string; path: string }[];
  /** Items that a page must have; the first page of every reader is checked. */
  items?: number;
};

/** Closed loop over HTTP: every reader has a connection and one request in flight, for targets drawn at random. */
export async function readLoop({ port, secret, readers, ms, targets, items }: ReadLoop) {
  const random = seededRandom();
  const begin = performance.now();
  const end = begin + ms;
  let pages = 0;

  async function read(reader: number): Promise<void> {
    // A token belongs to one user, a connection to one token: each reader stays one user.
    const { userId } = targets[Math.floor(random() * targets.length)] as { userId: string };
    const own = targets.filter((target) => target.userId === userId);
    const http = new LightHttp(port, signToken(userId, secret));
    try {
      const check = await http.get(own[reader % own.length]?.path as string, true);
      if (items !== undefined && countItems(check) !== items) throw new Error(`expected a page of ${items}, got ${countItems(check)}: ${check.slice(0, 200)}`);
      for (pages++; performance.now() < end; pages++) {
        await http.get(own[Math.floor(random() * own.length)]?.path as string);
      }
    } finally {
      http.close();
    }
  }

  await Promise.all(Array.from({ length: readers }, (_, reader) => read(reader)));
  return { pages, seconds: (performance.now() - begin) / 1000 };
}

/** Either the body is the list, or the list is its first array. */
function countItems(body: string): number {
  const parsed = JSON.parse(body);
  const list = Array.isArray(parsed) ? parsed : Object.values(parsed).find(Array.isArray);
  return list?.length ?? 0;
}

/** Everybody reads the same pages in the same order (a linear congruential generator). */
function seededRandom(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
