import { type EventName, events } from "@parley/protocol";
import { eventsOf, type Saying } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { pathsOf } from "./dialects/mounts.ts";

/** `npm run routes`: what every dialect takes and says, one line each. What is native at the root is under /native too. */
const lines = dialects.flatMap((dialect) => [
  `${dialect.name.toUpperCase()}  ${dialect.name === "native" ? "/ or /native" : `/${dialect.name}`}`,
  "  REST",
  ...pathsOf({ dialect, prefix: dialect.name === "native" ? "" : `/${dialect.name}` }).map(
    ({ method, path, request }) => `    ${method.padEnd(6)} ${path.padEnd(64)} ${request.operation}${request.stream === undefined ? "" : " (a stream too)"}`,
  ),
  "  heard over the socket",
  ...Object.entries(dialect.hears).map(
    ([event, heard]) => `    ${event.padEnd(24)} ${"connection" in heard ? `(this connection: ${heard.connection})` : heard.operation}`,
  ),
  "  said over the socket",
  ...(Object.keys(events) as EventName[]).map((name) => `    ${name.padEnd(24)} ${wordsFor(dialect, name)}`),
  "",
]);

function wordsFor({ says }: (typeof dialects)[number], name: EventName): string {
  const said = eventsOf(says[name] as Saying<never>).join(", ");
  const { audience, durable } = events[name];
  return said === "" ? "-" : `${said.padEnd(36)} to ${audience.padEnd(10)} ${durable ? "durable" : "hint"}`;
}

process.stdout.write(`${lines.join("\n")}\n`);
