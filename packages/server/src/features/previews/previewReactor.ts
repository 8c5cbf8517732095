import type { Message } from "@parley/protocol";
import type { App } from "../../app.ts";
import { findLinks } from "../messages/index.ts";
import { insertJobs, type PreviewJob, releaseJobs, takeOverJobs } from "./previewJobs.sql.ts";
import { runJob } from "./runJob.ts";

type Waiting = { message: Message; saved: (safe: boolean) => void };

/** What one node works on at a time, and of one sender: beyond that messages have no previews, so that nobody's flood takes everybody's. */
const maxJobs = 200;
const maxJobsPerSender = 20;

const sweepEveryMs = 2000;

/**
 * From published messages to jobs, and from jobs to previews. The event counts
 * as published when the job is in the database, so no crash loses it. Jobs
 * that come while others are being inserted go into the next statement together.
 */
export class PreviewReactor {
  readonly #app: App;
  /** By message; the value is its sender, or null for a job that was taken over. */
  readonly #running = new Map<PreviewJob, string | null>();
  readonly #work = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #inserting = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(app: App) {
    this.#app = app;
  }

  start(): void {
    this.#app.publisher.react("message.created", ({ message }) => this.#react(message));
    this.#app.publisher.react("message.edited", ({ message }) => this.#react(message));
    this.#timer = setInterval(() => void this.#sweep(), sweepEveryMs);
    void this.#sweep();
  }

  /** Lets go of what is unfinished; the next process takes it over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#app.outbound.stop();
    const unfinished = [...this.#running.keys()];
    await Promise.all(this.#work);
    await releaseJobs(this.#app.pool, unfinished).catch((error) => this.#app.log.warn({ err: error }, "Link previews could not be handed over"));
  }

  #react(message: Message): Promise<boolean> | undefined {
    const links = findLinks(message.text);
    if (links.length === 0 || links.every((link) => message.previews.some(({ url }) => url === link)) || !this.#hasRoomFor(message.sender.id)) return undefined;
    return new Promise((saved) => {
      this.#waiting.push({ message, saved });
      if (!this.#inserting) void this.#insert();
    });
  }

  #hasRoomFor(senderId: string): boolean {
    if (this.#running.size + this.#waiting.length >= maxJobs) return false;
    const own = [...this.#running.values(), ...this.#waiting.map(({ message }) => message.sender.id)].filter((id) => id === senderId);
    return own.length < maxJobsPerSender;
  }

  async #insert(): Promise<void> {
    this.#inserting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const messages = new Map(batch.map(({ message }) => [message.id, message]));
      const safe = await insertJobs(this.#app.pool, [...messages.values()]).then(
        (jobs) => {
          for (const job of jobs) this.#begin(job, messages.get(`${job.conversationId}.${job.seq}`)?.sender.id ?? null);
          return true;
        },
        (error) => {
          this.#app.log.warn({ err: error }, "Link previews could not be queued; trying again");
          return false;
        },
      );
      for (const { saved } of batch) saved(safe);
    }
    this.#inserting = false;
  }

  #begin(job: PreviewJob, senderId: string | null): void {
    if (this.#stopped) return;
    this.#running.set(job, senderId);
    const work = runJob(this.#app, job)
      // Its lease ends, and it is tried again.
      .catch((error) => this.#app.log.debug({ err: error }, "Link previews were put off"))
      .finally(() => {
        this.#running.delete(job);
        this.#work.delete(work);
      });
    this.#work.add(work);
  }

  async #sweep(): Promise<void> {
    const room = maxJobs - this.#running.size;
    if (room <= 0) return;
    try {
      for (const job of await takeOverJobs(this.#app.pool, room)) this.#begin(job, null);
    } catch (error) {
      this.#app.log.warn({ err: error }, "Link previews that were left behind could not be read; trying again");
    }
  }
}
