import { events, type Operation, operations, socketRequests } from "@parley/protocol";

/** `npm run routes`: everything that the native contract serves, one line each. */
const lines = [
  "REST",
  ...(Object.values(operations) as Operation[]).map(({ rest, name, socket }) => {
    const [method = "", path = ""] = rest.split(" ");
    return `  ${method.padEnd(6)} ${path.padEnd(58)} ${name.padEnd(28)} ${socket ?? ""}`;
  }),
  "",
  "Socket requests of one connection",
  ...Object.entries(socketRequests).map(([event, { summary }]) => `  ${event.padEnd(24)} ${summary}`),
  "",
  "Events",
  ...Object.values(events).map(
    ({ socket, name, audience, durable }) => `  ${socket.padEnd(24)} ${name.padEnd(24)} to ${audience.padEnd(10)} ${durable ? "durable" : "hint"}`,
  ),
];
process.stdout.write(`${lines.join("\n")}\n`);
