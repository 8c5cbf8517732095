import { setTimeout as sleep } from "node:timers/promises";
import { interruptPostmaster, isPostmaster, isStopping } from "./embeddedPostmaster.ts";
import { redirect } from "./embeddedRedirect.ts";
import { beginUse, endUse, type Start, type Use } from "./embeddedUse.ts";

export type RestartListeners = {
  /** The server is gone, or an attempt to start it again has failed; the next one follows by itself. */
  onTrouble?: (error: Error) => void;
  /** It answers queries again. */
  onRestart?: () => void;
};

type RestartOptions = RestartListeners & {
  /** How long a server that somebody else told to stop may take. */
  drainMs?: number;
};

/**
 * SIGTERM makes PostgreSQL wait for its clients and refuse new ones, for ever where pools keep connections. Not ended at once, because
 * service managers send it to every process, and Parley then still has up to 15 s of work to finish over those connections.
 */
const defaultDrainMs = 20_000;

/** A look is a signal 0, a readlink in /proc and the pid file: 0.17 ms, of which the main thread is blocked for 4 µs. */
const lookEveryMs = 250;
const firstPauseMs = 250;
const lastPauseMs = 5000;
/** A server that dies sooner is started again after the longer pauses of a failed attempt. */
const steadyMs = 10_000;

/**
 * Starts the server again whenever it is gone. Every launch has a new socket directory; the first one stays, and the socket's name in it
 * becomes a link to the new socket, so that pools find the way with the options that they have. Returns what ends it, and the use.
 */
export function keepRunning(start: Start, first: Use, { onTrouble, onRestart, drainMs = defaultDrainMs }: RestartOptions): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let current = first;

  async function watch(): Promise<void> {
    for (let failures = 0; ; ) {
      const answersSince = performance.now();
      await untilGone();
      onTrouble?.(new Error(`The embedded PostgreSQL on ${start.dataDir} (process ${current.pid}) is gone; starting it again.`));
      failures = performance.now() - answersSince < steadyMs ? failures + 1 : 0;
      while (!(await restore(failures))) failures++;
      onRestart?.();
    }
  }

  async function untilGone(): Promise<void> {
    let stoppingSince: number | undefined;
    for (;;) {
      await sleep(lookEveryMs, undefined, { signal, ref: false });
      if (!isPostmaster(current.pid, start.dataDir)) return;
      const isLeaving = await isStopping(start.dataDir, signal);
      stoppingSince = isLeaving ? (stoppingSince ?? performance.now()) : undefined;
      if (stoppingSince !== undefined && performance.now() - stoppingSince > drainMs) interruptPostmaster(current.pid);
    }
  }

  async function restore(failures: number): Promise<boolean> {
    if (failures > 0) await sleep(Math.min(firstPauseMs * 2 ** (failures - 1), lastPauseMs), undefined, { signal, ref: false });
    try {
      const next = await beginUse(start, { create: false, signal });
      const previous = current;
      current = next;
      if (previous !== first) await endUse(start.dataDir, previous);
      await redirect(first.connection, next.connection);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      onTrouble?.(error as Error);
      return false;
    }
  }

  const watching = watch().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return async () => {
    stopping.abort();
    await watching;
    if (current !== first) await endUse(start.dataDir, current);
    await endUse(start.dataDir, first);
  };
}
