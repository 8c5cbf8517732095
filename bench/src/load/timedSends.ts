import { Histogram } from "../histogram.ts";
import { type Seat, send, takeSeats, waitUntil } from "./seats.ts";

const drainMs = 20_000;
const at = "@".charCodeAt(0);

/**
 * Open loop: messages leave on a schedule, whether or not the server keeps up,
 * and each is timed from the moment when it should have left. A late sender
 * (coordinated omission) therefore makes a figure worse, never better.
 */
export async function timedSends({ perSecond, ms }: { perSecond: number; ms: number }) {
  const { seats, wire } = takeSeats();
  const total = Math.round((perSecond * ms) / 1000);
  const delivered = new Histogram();
  const acked = new Histogram();
  let acks = 0;
  let deliveries = 0;
  let sent = 0;
  const begin = performance.now();
  const dueAt = (index: number) => begin + (index * 1000) / perSecond;

  for (const seat of seats) {
    seat.onHeard = (buffer, start, end) => {
      const index = readMark(buffer, start, end);
      if (seats[index % seats.length] === seat) return;
      deliveries++;
      delivered.add((performance.now() - dueAt(index)) * 1000);
    };
  }
  await new Promise<void>((resolve) => {
    // Turning on setImmediate: timers are a millisecond coarse, which is more than the latency to be seen.
    function turn(): void {
      const now = performance.now();
      while (sent < total && dueAt(sent) <= now) {
        const index = sent++;
        send(seats[index % seats.length] as Seat, wire, {
          mark: `@${index}@ `,
          onAck() {
            acks++;
            acked.add((performance.now() - dueAt(index)) * 1000);
          },
        });
      }
      if (sent < total) setImmediate(turn);
      else resolve();
    }
    turn();
  });
  await waitUntil(
    () => acks === total && deliveries >= total,
    drainMs,
    () => `of ${total} messages ${acks} were acknowledged and ${deliveries} delivered`,
  );
  return {
    messages: total,
    deliveredP50Ms: delivered.quantileMs(0.5),
    deliveredP99Ms: delivered.quantileMs(0.99),
    ackedP50Ms: acked.quantileMs(0.5),
    ackedP99Ms: acked.quantileMs(0.99),
  };
}

/** The number between the first two @ of a frame. */
function readMark(buffer: Buffer, start: number, end: number): number {
  let position = buffer.indexOf(at, start) + 1;
  let mark = 0;
  while (position < end && buffer[position] !== at) mark = mark * 10 + (buffer[position++] as number) - 48;
  return mark;
}
