import { requireHealthy, type Seat, send, takeSeats, waitUntil } from "./seats.ts";

const drainMs = 20_000;

type PairLoop = { outstanding: number; ms: number /** Ends earlier after so many. */; messages?: number };

/**
 * Closed loop: every seat keeps so many messages outstanding and sends the next
 * when one is acknowledged. Fails unless every acknowledged message reaches
 * everybody in its conversation.
 */
export async function pairLoop({ outstanding, ms, messages = Number.POSITIVE_INFINITY }: PairLoop) {
  const { seats, wire } = takeSeats();
  const begin = performance.now();
  const end = begin + ms;
  let sent = 0;
  let acked = 0;
  let expected = 0;
  let lastAck = begin;

  function sendNext(seat: Seat): void {
    if (sent >= messages || performance.now() >= end) return;
    sent++;
    send(seat, wire, {
      onAck() {
        acked++;
        expected += seat.table.length;
        lastAck = performance.now();
        sendNext(seat);
      },
    });
  }

  for (const seat of seats) for (let count = 0; count < outstanding; count++) sendNext(seat);
  await waitUntil(
    () => acked === sent && (sent >= messages || performance.now() >= end),
    ms + drainMs,
    () => `${sent - acked} of ${sent} messages were never acknowledged`,
  );
  const heard = () => seats.reduce((sum, seat) => sum + seat.heard, 0);
  await waitUntil(
    () => heard() >= expected,
    drainMs,
    () => `${expected - heard()} of ${expected} deliveries never came`,
  );
  requireHealthy();
  return { messages: acked, seconds: (lastAck - begin) / 1000, deliveries: heard() };
}
