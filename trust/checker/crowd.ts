import { createRawDevice, createSdkDevice, History, type RawDevice, Replica, type SdkDevice, waitFor } from "@parley/testkit";
import { overlook } from "./work.ts";

/** ada owns the groups and bob leads them; the others come and go. */
export const leaders = ["ada", "bob"];
export const guests = ["cleo", "dora", "emil"];
export const people = [...leaders, ...guests];

export type Target = { url: string; tokenFor(userId: string): Promise<string> };

/** A raw device with what it has synced, and where it asks when it wants an answer rather than trouble. */
export type Rover = RawDevice & { replica: Replica };

export type Crowd = {
  history: History;
  groups: string[];
  pairs: [string, string][];
  apps: SdkDevice[];
  rovers: Rover[];
  newApp(user: string, id: string): SdkDevice;
  newRover(user: string, id: string): Rover;
  /** How long raw devices wait for answers: little while things break, so that they try again; else as long as a slow machine takes. */
  beImpatient(timeoutMs: number): void;
  bePatient(): void;
  leave(): void;
};

const patienceMs = 60_000;

/** Each person with an application and a raw device, all reaching the server by `url` (perhaps a wire), in three groups. */
export async function gather(target: Target, url = target.url): Promise<Crowd> {
  const history = new History();
  const devices: { close(): void }[] = [];
  let timeoutMs = patienceMs;
  // Of an hour, and longer than a run: signing one for each request would be a tenth of the load.
  const tokens = new Map(people.map((user) => [user, target.tokenFor(user)]));
  const getToken = (user: string) => async () => (await tokens.get(user)) ?? "";

  function newApp(user: string, id: string): SdkDevice {
    const app = createSdkDevice({ id, user, url, history, getToken: getToken(user) });
    devices.push({ close: () => app.parley.disconnect() });
    return app;
  }

  function newRover(user: string, id: string): Rover {
    const device = createRawDevice({ id, user, url, history, getToken: getToken(user), timeoutMs: () => timeoutMs });
    devices.push(device);
    return { ...device, replica: new Replica((name, input) => device.call("rest", name, input)) };
  }

  const rovers = people.map((user) => newRover(user, `${user}'s rover`));
  const [ada, bob] = rovers as [Rover, Rover];
  await Promise.all(rovers.map((rover) => rover.call("rest", "users.me", {})));
  const groups: string[] = [];
  for (const [title, history_] of [
    ["Everything", "all"],
    ["Since joining", "since_join"],
    ["Also everything", "all"],
  ] as const) {
    const { conversation } = await ada.call("rest", "conversations.create", { type: "group", title, history: history_, participantIds: people.slice(1) });
    await ada.call("rest", "conversations.setRole", { conversationId: conversation.id, userId: bob.user, role: "admin" });
    groups.push(conversation.id);
  }
  const pairs: [string, string][] = [
    ["ada", "bob"],
    ["bob", "cleo"],
    ["dora", "emil"],
    ["emil", "ada"],
  ];
  const apps = people.map((user) => newApp(user, `${user}'s app`));
  await Promise.all(apps.map(start));
  await Promise.all(rovers.map((rover) => waitFor("the rover's socket", () => rover.call("socket", "users.me", {}).catch(() => false))));

  return {
    history,
    groups,
    pairs,
    apps,
    rovers,
    newApp,
    newRover,
    beImpatient(ms) {
      timeoutMs = ms;
    },
    bePatient() {
      timeoutMs = patienceMs;
    },
    leave() {
      for (const device of devices) device.close();
    },
  };
}

/** Connects and opens everything, again and again if the machine is too slow for that just now. */
export async function start({ id, parley, openAll }: SdkDevice): Promise<void> {
  await parley.connect();
  await waitFor(`${id} to open everything`, () => openAll().then(() => true, overlook), patienceMs);
}
