import type { Dialect, Path, Request } from "./dialect.ts";

/** Where a dialect answers. `prefix` is "" at the root; the Socket.IO namespace is `prefix` or "/". */
export type Mount = { dialect: Dialect; prefix: string };

/** Paths of the server itself, at the root. */
const own: Path[] = ["GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.json", "GET /asyncapi.json", "GET /docs", "GET /"];
/** What begins with one of these is never a dialect's. */
const ownPrefixes = ["docs", "assets", "socket.io"];

/**
 * Every dialect under its own name, and the root one at `/` as well. Throws
 * with each collision named: two requests that could not be told apart.
 */
export function toMounts(dialects: readonly Dialect[], rootName: string): Mount[] {
  const root = dialects.find(({ name }) => name === rootName);
  if (root === undefined) throw new Error(`There is no dialect "${rootName}"; there are ${dialects.map(({ name }) => name).join(", ")}`);
  const mounts = [{ dialect: root, prefix: "" }, ...dialects.map((dialect) => ({ dialect, prefix: `/${dialect.name}` }))];
  const faults = collisionsOf(mounts);
  if (faults.length > 0) throw new Error(`Dialects collide:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  return mounts;
}

/** Its paths as they are at this place. */
export function pathsOf({ dialect, prefix }: Mount): { method: string; path: string; request: Request }[] {
  return Object.entries(dialect.rest).map(([key, request]) => {
    const [method = "", path = ""] = key.split(" ");
    return { method, path: prefix + path, request };
  });
}

/** Which one a request meant, whether it found something there or not: the root's prefix begins every address. */
export function mountAt(mounts: readonly Mount[], address: string): Mount | undefined {
  const path = address.split("?")[0] ?? "";
  const within = mounts.filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  return within.toSorted((one, other) => other.prefix.length - one.prefix.length)[0] ?? mounts[0];
}

/** Where the native paths begin that are there whatever ROOT_DIALECT is. */
export const nativePath = "/native";

function collisionsOf(mounts: Mount[]): string[] {
  const faults: string[] = [];
  const owners = new Map<string, string>(own.map((path) => [path, "the server itself"]));
  for (const mount of mounts) {
    const owner = `${mount.dialect.name} at ${mount.prefix || "/"}`;
    for (const { method, path } of pathsOf(mount)) {
      // Parameters match whatever their names are.
      const shape = `${method} ${path.replaceAll(/:[a-zA-Z]+/g, ":")}`;
      const other = owners.get(shape);
      if (other !== undefined) faults.push(`${method} ${path}: ${other}, and ${owner}`);
      owners.set(shape, owner);
      if (ownPrefixes.includes(path.split("/")[1] ?? "")) faults.push(`${method} ${path}: ${owner} uses a path of the server itself`);
    }
  }
  const namespaces = mounts.map(({ prefix }) => prefix);
  for (const prefix of new Set(namespaces.filter((one, index) => namespaces.indexOf(one) !== index)))
    faults.push(`${prefix}: two dialects have the name ${prefix.slice(1)}`);
  return faults;
}
