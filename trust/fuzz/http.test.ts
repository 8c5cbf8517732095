import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled, seed } from "../src/scale.ts";
import { type RawRequest, rawRequests } from "./http.ts";
import { judgeProblem } from "./judge.ts";
import { type Stage, startStage } from "./stage.ts";
import { Tally } from "./tally.ts";

/** Long, for a machine that does much else. */
const timeoutMs = scaled(120_000, 20 * 60_000);
const requests = scaled(600, 12_000);
const tally = new Tally();

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

/** What comes back until the server closes. An incomplete request is ended by us: nobody waits for the rest. */
async function converse({ bytes, complete }: RawRequest): Promise<string> {
  const socket = connect(Number(new URL(stage.server.url).port), "127.0.0.1", () => (complete ? socket.write(bytes) : socket.end(bytes)));
  // Of what was not read a reset is told.
  socket.on("error", () => {});
  socket.setTimeout(20_000, () => socket.destroy(new Error("no answer")));
  let text = "";
  let timedOut = false;
  socket.on("timeout", () => (timedOut = true));
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await new Promise((resolve) => socket.once("close", resolve));
  if (timedOut) throw new Error("the server neither answered nor closed");
  return text;
}

function judge(text: string, asked: string): string {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  // Behind it there may be an answer to what followed on the connection.
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  const body = Buffer.from(rest.join("\r\n\r\n"))
    .subarray(0, length === undefined ? undefined : Number(length))
    .toString();
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  if (!(status < 500)) throw new Error(`was answered ${text.slice(0, 1000)}`);
  const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? "";
  // Engine.IO has refusals of its own, and so has Node for an Expect that it does not know.
  if (status >= 400 && status !== 417 && !asked.includes("/socket.io/") && body !== "") judgeProblem({ status, type, text: body, asked });
  return String(status);
}

test(
  `S10 S13 S37 ${requests} requests that no client would send are answered in order or closed (seed ${seed})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(rawRequests(stage), async (request) => {
        const text = await converse(request);
        if (text !== "") tally.add(request.kind, judge(text, request.bytes.toString("latin1")));
        else if (request.complete) throw new Error("closed without an answer");
        else tally.add(request.kind, "closed");
        if (stage.problems.length > 0) throw new Error(stage.problems.splice(0).join("\n"));
      }),
      { seed, numRuns: requests },
    );
    console.log(`The fuzz wrote ${tally.total} raw requests (seed ${seed}):\n${tally}`);
    expect(tally.count("200")).toBeGreaterThan(0);
    expect((await stage.server.fetch("/healthz")).status).toBe(200);
  },
  timeoutMs,
);
