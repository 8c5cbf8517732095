import { type ErrorCode, errors } from "@parley/protocol";
import { ask } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled, seed } from "../src/scale.ts";
import { frameSequences, type Sequence } from "./frames.ts";
import { judgeRefusal } from "./judge.ts";
import { type Stage, startStage } from "./stage.ts";
import { Tally } from "./tally.ts";

/** Long, for a machine that does much else. */
const timeoutMs = scaled(120_000, 20 * 60_000);
const connections = scaled(400, 8000);
const tally = new Tally();
/** The last request of each connection. Its answer, or the close, says that all before it has been read. */
const farewell = '42424242["user:me",{}]';
const anyCode = new Set(Object.keys(errors));

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

/** Everything that the server writes until it has answered the last frame or closed. */
async function converse({ hello, frames }: Sequence): Promise<{ heard: string[]; ending: "answered" | "closed" }> {
  const socket = new WebSocket(`${stage.server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  const { promise, resolve } = Promise.withResolvers<"answered" | "closed">();
  const begin = () => {
    for (const frame of [...frames, farewell]) socket.send(frame);
  };
  socket.onclose = () => resolve("closed");
  socket.onmessage = ({ data }) => {
    const text = String(data);
    heard.push(text);
    const [opened, welcomed] = [text.startsWith("0{"), heard.filter((each) => each.startsWith("40{")).length === 1 && text.startsWith("40{")];
    if (opened && hello !== null) socket.send(hello);
    if (hello === null ? opened : welcomed) begin();
    if (text.startsWith("43424242[")) resolve("answered");
  };
  const ending = await promise;
  socket.close();
  return { heard, ending };
}

function judgeAcknowledgement(text: string): void {
  const answers = /^43\d*(\[.*\])$/s.exec(text)?.[1];
  if (answers === undefined) return;
  const [answer] = JSON.parse(answers) as [{ ok: boolean; error?: Record<string, unknown> }];
  const code: "ok" | ErrorCode = answer.ok ? "ok" : judgeRefusal(answer.error ?? {}, anyCode, text);
  tally.add("acknowledgements", code);
}

test(
  `S12 S33 ${connections} connections that write what no client would harm nobody but themselves (seed ${seed})`,
  async () => {
    const bystander = await stage.socketOf("owner");
    await fc.assert(
      fc.asyncProperty(frameSequences(stage), async (frames) => {
        const { heard, ending } = await converse(frames);
        tally.add("connections", ending);
        for (const text of heard) judgeAcknowledgement(text);
        expect(await ask(bystander, "user:me")).toMatchObject({ id: "owner" });
        if (stage.problems.length > 0) throw new Error(stage.problems.splice(0).join("\n"));
      }),
      { seed, numRuns: connections },
    );
    console.log(`The fuzz opened ${connections} connections (seed ${seed}):\n${tally}`);
    expect(tally.count("ok")).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    // Nobody is left behind in a room or a registry.
    expect(stage.server.server.app.connections.of("stranger")).toEqual([]);
  },
  timeoutMs,
);
