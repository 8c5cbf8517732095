import { events, limits, type Operation, type OperationName, type Output, operations, type SocketRequestName, socketRequests } from "@parley/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull, scaled, seed } from "../src/scale.ts";
import { type Answer, askOverRest, askOverSocket } from "./ask.ts";
import { inputsOf } from "./inputs.ts";
import { judge } from "./judge.ts";
import { type Persona, personas, type Stage, startStage } from "./stage.ts";
import { Tally } from "./tally.ts";

type Name = OperationName | SocketRequestName;
type Request = { name: Name; persona: Persona; overSocket: boolean; input: unknown };

/** Long, for a machine that does much else. */
const timeoutMs = scaled(120_000, 20 * 60_000);
const requests = scaled(2000, 50_000);
/** Batches, of eight requests at the same time. */
const renewEvery = 30;
/** Accepted here from nobody: one needs an object store, the other a signature, which no generator hits upon. */
const neverAccepted = new Set<Name>(["attachments.begin", "attachments.download"]);
const names = [...Object.keys(operations), ...Object.keys(socketRequests)] as Name[];
/** A password is hashed for each sign-in; messages are what this is about. */
const weights = new Map<Name, number>([
  ["auth.register", 1],
  ["auth.login", 1],
  ["messages.send", 18],
]);
/** A user was deactivated or a session ended, by the fuzz itself; the stage is renewed soon. */
const noSocketFor = new Set(["account_inactive", "session_revoked", "token_invalid"]);

let stage: Stage;
const tally = new Tally();
const acknowledged = new Set<string>();

beforeAll(async () => {
  stage = await startStage();
  (await stage.socketOf("owner")).onAny(refuseWrongEvent);
});
afterAll(() => stage.stop());

const payloads = new Map<string, (typeof events)[keyof typeof events]["payload"]>(Object.values(events).map(({ socket, payload }) => [socket, payload]));
function refuseWrongEvent(event: string, payload: unknown): void {
  const parsed = payloads.get(event)?.safeParse(payload);
  if (!parsed?.success) stage.problems.push(`the event ${event} is not as its contract says: ${parsed?.error.message ?? "it has none"}`);
}

function requestsOf(name: Name): fc.Arbitrary<Request> {
  const hasSocket = name in socketRequests || (operations[name as OperationName] as Operation).socket !== undefined;
  const request = fc.record({
    name: fc.constant(name),
    persona: fc.constantFrom<Persona>(...personas, "owner", "owner", "owner", "member", "member"),
    overSocket: hasSocket && name in operations ? fc.boolean() : fc.constant(hasSocket),
    input: inputsOf(name, stage.known),
  });
  return request.map((each) => ({
    ...each,
    // Without a token there is no socket.
    ...(each.overSocket && each.persona === "anonymous" && { persona: "stranger" as const }),
    // A counterexample is to be read.
    [fc.toStringMethod]: () => JSON.stringify(each).slice(0, 1000),
  }));
}

async function ask({ name, persona, overSocket, input }: Request): Promise<Answer> {
  if (!overSocket) return askOverRest(stage.server.url, stage.tokenOf(persona), name as OperationName, input);
  if (isTooLarge(input)) return overOwnSocket(persona, name, input);
  const attempt = async () => askOverSocket(await stage.socketOf(persona), name, input);
  const answer = await attempt();
  // Its session may have ended as it asked; then it gets no other socket.
  return answer.transport === "closed" ? attempt() : answer;
}

/** It is closed for this, and others should not suffer. */
async function overOwnSocket(persona: Persona, name: Name, input: unknown): Promise<Answer> {
  const socket = await stage.connect(persona);
  const answer = await askOverSocket(socket, name, input);
  socket.close();
  return answer;
}

const isTooLarge = (input: unknown): boolean => Buffer.byteLength(JSON.stringify(input)) > limits.requestBytes - 100;

async function check(request: Request): Promise<void> {
  let answer: Answer;
  try {
    answer = await ask(request);
  } catch (error) {
    const code = (error as { data?: { code?: string } }).data?.code ?? "";
    if (!noSocketFor.has(code)) throw error;
    tally.add(`${request.name} socket`, `no connection: ${code}`);
    return;
  }
  if (answer.transport === "closed") {
    if (!isTooLarge(request.input)) throw new Error(`the connection was closed over ${answer.asked.slice(0, 3000)}`);
    tally.add(`${request.name} socket`, "closed: too large");
    return;
  }
  const code = judge(request.name, answer);
  tally.add(`${request.name} ${answer.transport}`, code);
  if (code !== "ok" || request.name !== "messages.send") return;
  const { message } = (answer.transport === "socket" ? answer.body.data : JSON.parse(answer.text)) as Output<"messages.send">;
  acknowledged.add(message.id);
}

test(
  `S10 S11 S12 S14 S35 I1 ${requests} requests made from the contract, about half of them faulty, are answered as the contract says (seed ${seed})`,
  async () => {
    const any = fc.oneof(...names.map((name) => ({ weight: weights.get(name) ?? 6, arbitrary: requestsOf(name) })));
    let batches = 0;
    await fc.assert(
      fc.asyncProperty(fc.tuple(any, any, any, any, any, any, any, any), async (batch) => {
        batches += 1;
        if (batches % renewEvery === 0) await stage.renew();
        await Promise.all(batch.map(check));
        if (stage.problems.length > 0) throw new Error(stage.problems.splice(0).join("\n"));
      }),
      { seed, numRuns: requests / 8 },
    );
    console.log(
      `The fuzz asked ${tally.total} times (seed ${seed}), was accepted ${tally.count("ok")} times, and sent ${acknowledged.size} messages:\n${tally}`,
    );

    // Otherwise little got past validation, and all of this shows little.
    expect(tally.count("ok")).toBeGreaterThan(requests / 5);
    expect(acknowledged.size).toBeGreaterThan(0);
    if (isFull)
      expect(names.filter((name) => !neverAccepted.has(name) && tally.count("ok", `${name} REST`) + tally.count("ok", `${name} socket`) === 0)).toEqual([]);

    await stage.renew();
    const { rows } = await stage.server.pool.query<{ id: string }>("select conversation_id || '.' || seq as id from messages");
    const kept = new Set(rows.map(({ id }) => id));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  },
  timeoutMs,
);
