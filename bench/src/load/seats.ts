import type { Wire } from "../contestants/wire.ts";
import { LightClient } from "../lightClient.ts";
import { signToken } from "../token.ts";

/** A user who is connected and sits in one conversation. */
export type Seat = {
  index: number;
  client: LightClient;
  conversationId: string;
  /** Everybody in the conversation, this seat included. */
  table: Seat[];
  /** Messages of the conversation that have reached this seat. */
  heard: number;
  onHeard: ((buffer: Buffer, start: number, end: number) => void) | null;
};

const handshakesAtOnce = 50;

const connected: { seats: Seat[]; clients: LightClient[]; wire: Wire | null; lost: Error | null } = { seats: [], clients: [], wire: null, lost: null };

type ConnectSeats = { port: number; secret: string; wire: Wire; people: { userId: string; conversationId: string }[] };

export async function connectSeats({ port, secret, wire, people }: ConnectSeats): Promise<void> {
  disconnect();
  connected.wire = wire;
  const clients = await connectAll(
    people.length,
    (index) => new LightClient({ port, token: signToken(people[index]?.userId ?? "", secret), acknowledged: wire.acknowledged }),
  );
  const tables = new Map<string, Seat[]>();
  const heardPrefix = Buffer.from(`42["${wire.heardEvent}"`);

  connected.seats = people.map(({ conversationId }, index) => {
    const client = clients[index] as LightClient;
    const table = tables.get(conversationId) ?? [];
    tables.set(conversationId, table);
    const seat: Seat = { index, client, conversationId, table, heard: 0, onHeard: null };
    table.push(seat);
    client.onEvent = (buffer, start, end) => {
      if (buffer.compare(heardPrefix, 0, heardPrefix.length, start, Math.min(end, start + heardPrefix.length)) !== 0) return;
      seat.heard++;
      seat.onHeard?.(buffer, start, end);
    };
    return seat;
  });
  const { joinEvent } = wire;
  if (joinEvent) await Promise.all(connected.seats.map((seat) => join(seat, joinEvent)));
}

function join(seat: Seat, joinEvent: string): Promise<void> {
  return new Promise((resolve, reject) => seat.client.emit(joinEvent, seat.conversationId, (refusal) => (refusal ? reject(new Error(refusal)) : resolve())));
}

/** Opens clients, a few handshakes at a time. A client lost later fails the load that runs. */
export async function connectAll(count: number, open: (index: number) => LightClient): Promise<LightClient[]> {
  connected.lost = null;
  let next = 0;
  const opened: LightClient[] = [];
  await Promise.all(
    Array.from({ length: Math.min(handshakesAtOnce, count) }, async () => {
      while (next < count) {
        const index = next++;
        const client = open(index);
        opened[index] = client;
        connected.clients.push(client);
        client.onClose = (reason) => {
          connected.lost = reason;
        };
        await client.connected;
      }
    }),
  );
  return opened;
}

export function disconnect(): void {
  for (const client of connected.clients) {
    client.onClose = null;
    client.close();
  }
  connected.clients = [];
  connected.seats = [];
}

/** The seats, counters at zero. */
export function takeSeats(): { seats: Seat[]; wire: Wire } {
  if (!connected.wire || connected.seats.length === 0) throw new Error("nobody is connected");
  for (const seat of connected.seats) {
    seat.heard = 0;
    seat.onHeard = null;
  }
  return { seats: connected.seats, wire: connected.wire };
}

let sent = 0;
const run = process.pid.toString(36);

/** Sends one message; `mark` goes in front of its text. */
export function send(seat: Seat, wire: Wire, options: { mark?: string; onAck: () => void }): void {
  const payload = {
    conversationId: seat.conversationId,
    [wire.textField]: `${options.mark ?? ""}Is the blue bicycle still for sale? I could come by on Saturday morning.`,
    clientId: `${run}-${(++sent).toString(36).padStart(8, "0")}`,
  };
  seat.client.emit(wire.sendEvent, payload, (refusal) => {
    if (refusal) connected.lost = new Error(`refused: ${refusal.slice(0, 400)}`);
    options.onAck();
  });
}

/** Throws what has gone wrong since the clients connected. */
export function requireHealthy(): void {
  if (connected.lost) throw connected.lost;
}

/** Waits until a condition holds; throws after `limitMs`, or as soon as a client is lost. */
export async function waitUntil(condition: () => boolean, limitMs: number, what: () => string): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    requireHealthy();
    if (performance.now() > deadline) throw new Error(what());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  requireHealthy();
}
