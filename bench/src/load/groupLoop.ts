import { requireHealthy, type Seat, send, takeSeats, waitUntil } from "./seats.ts";

const drainMs = 20_000;

/** Each conversation has one message in flight; the next goes when it is acknowledged and everybody has it. Members send in turn. */
export async function groupLoop({ ms }: { ms: number }) {
  const { seats, wire } = takeSeats();
  const begin = performance.now();
  const end = begin + ms;
  let deliveries = 0;
  let messages = 0;
  let inFlight = 0;

  function startTable(table: Seat[]): void {
    let turn = 0;
    let missing = 0;

    function arrived(): void {
      if (--missing > 0) return;
      inFlight--;
      sendNext();
    }
    function sendNext(): void {
      if (performance.now() >= end) return;
      inFlight++;
      messages++;
      missing = table.length + 1;
      send(table[turn++ % table.length] as Seat, wire, { onAck: arrived });
    }
    for (const seat of table) {
      seat.onHeard = () => {
        deliveries++;
        arrived();
      };
    }
    sendNext();
  }

  for (const table of new Set(seats.map((seat) => seat.table))) startTable(table);
  await waitUntil(
    () => inFlight === 0 && performance.now() >= end,
    ms + drainMs,
    () => `${inFlight} conversations stand still: an ack or a delivery never came`,
  );
  requireHealthy();
  return { messages, deliveries, seconds: (performance.now() - begin) / 1000 };
}
