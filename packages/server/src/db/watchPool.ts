import type pg from "pg";

const tickMs = 500;
const maxTicks = 10;

/** The database has not answered for so long that its connection was given up. Whether a commit took place is not known. */
export class DatabaseSilent extends Error {
  override name = "DatabaseSilent";
}

/**
 * Gives up connections that have been in use for five seconds, so that whoever
 * waits is answered. statement_timeout is PostgreSQL's own, and does not fire
 * where its machine has stopped or the network swallows packets; pg's
 * query_timeout would leave the dead connection in the pool.
 *
 * One timer for the whole pool, none per query (sends run at thousands of
 * statements a second); it runs while connections are in use. It counts its
 * ticks and not the time: a process that itself was stopped must not blame the
 * database, whose answers are waiting to be read.
 */
export function watchPool(pool: pg.Pool): void {
  const inUse = new Map<pg.PoolClient, number>();
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    if (inUse.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    for (const [client, ticks] of inUse) {
      if (ticks < maxTicks) inUse.set(client, ticks + 1);
      else giveUp(client);
    }
  }

  pool.on("acquire", (client) => {
    inUse.set(client, 0);
    timer ??= setInterval(tick, tickMs).unref();
  });
  pool.on("release", (_error, client) => inUse.delete(client));
}

function giveUp(client: pg.PoolClient): void {
  client.connection.stream.destroy(new DatabaseSilent("The database did not answer."));
}
