import { check, type Evidence, readTruth, type SdkDevice, type View, type Violation, waitFor } from "@parley/testkit";
import { type Crowd, people, start } from "./crowd.ts";

export type Verdict = { evidence: Evidence; violations: Violation[] };

/** A device that has failed often waits up to 30 s before it tries again, and 10 s for an answer; a busy machine doubles that. */
const patienceMs = 120_000;

/**
 * The end of a run, when everything is mended and nobody writes any more: each
 * device brings itself up to date, new ones start from zero, and a connection
 * of its own reads what is stored. Marks and replayed events may still be on
 * their way: what differs is looked at again, for `healMs` at most.
 */
export async function finish(crowd: Crowd, databaseUrl: string, healMs = patienceMs): Promise<Verdict> {
  const restless = (await Promise.all(crowd.apps.map((app) => settle(app, healMs)))).flat();
  const fresh = people.map((user) => crowd.newApp(user, `${user}'s new app`));
  await Promise.all(fresh.map(start));
  restless.push(...(await Promise.all(fresh.map((app) => settle(app, healMs)))).flat());
  const newcomers = people.map((user) => crowd.newRover(user, `${user}'s new rover`));

  const judge = async (): Promise<Verdict> => {
    await Promise.all([...crowd.rovers, ...newcomers].map((rover) => rover.replica.syncAll(50)));
    const views: View[] = [
      ...crowd.apps.map((app) => app.view(false)),
      ...fresh.map((app) => app.view(true)),
      ...(await Promise.all(crowd.rovers.map((rover) => rover.replica.view(rover, false)))),
      ...(await Promise.all(newcomers.map((rover) => rover.replica.view(rover, true)))),
    ];
    const { attempts, heard } = crowd.history;
    const evidence = { attempts, heard, views, truth: await readTruth(databaseUrl) };
    return { evidence, violations: [...restless, ...check(evidence)] };
  };
  let verdict = await judge();
  const isOver = async () => {
    verdict = await judge();
    return verdict.violations.length === 0;
  };
  await waitFor("the devices to agree", isOver, healMs).catch(() => {});
  return verdict;
}

/** Waits until it is online, with nothing of its own on the way. */
async function settle({ id, parley }: SdkDevice, healMs: number): Promise<Violation[]> {
  const isSettled = () => {
    const { connection, conversations, outbox } = parley.store.getState();
    const isSending = outbox.some(({ status, sent }) => status === "sending" && sent === null);
    return connection === "online" && !isSending && Object.values(conversations).every(({ lastSeq, me }) => me.deliveredSeq === lastSeq);
  };
  try {
    await waitFor(`${id} to settle`, isSettled, healMs);
    return [];
  } catch (error) {
    const { connection, outbox, conversations } = parley.store.getState();
    const marks = Object.values(conversations).map(({ lastSeq, me }) => `${me.deliveredSeq} of ${lastSeq}`);
    return [{ invariant: "I7", what: `${error}: ${connection}, ${outbox.length} messages to send, received ${marks.join(", ")}` }];
  }
}
