import { Histogram } from "../histogram.ts";
import { LightHttp } from "../lightHttp.ts";
import { signToken } from "../token.ts";

type SearchLoop = { port: number; secret: string; userId: string; paths: string[]; mustFind: boolean };

/** One person who searches, one answer after the other. `mustFind`: the first finds something. */
export async function searchLoop({ port, secret, userId, paths, mustFind }: SearchLoop) {
  const http = new LightHttp(port, signToken(userId, secret));
  const histogram = new Histogram();
  try {
    const body = await http.get(paths[0] as string, true);
    const found = Object.values(JSON.parse(body)).find(Array.isArray)?.length ?? 0;
    if (mustFind && found === 0) throw new Error(`nothing was found by ${paths[0]}`);
    for (const path of paths) {
      const begin = performance.now();
      await http.get(path);
      histogram.add((performance.now() - begin) * 1000);
    }
  } finally {
    http.close();
  }
  return { p50Ms: histogram.quantileMs(0.5), p99Ms: histogram.quantileMs(0.99) };
}
