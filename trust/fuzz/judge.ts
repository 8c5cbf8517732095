/**
 * What an answer must be, whatever was asked: an accepted one keeps to the
 * operation's contract; a refusal has a code that the contract names, that
 * code's status, the form of its transport, and says nothing of the inside.
 */
import { type ErrorCode, errors, type Operation, type OperationName, operations, type SocketRequestName, sharedErrors, socketRequests } from "@parley/protocol";
import type { z } from "zod";
import type { Answer } from "./ask.ts";

/** What the transports say before an operation is reached. */
const codesOfTransport = new Set<ErrorCode>(["malformed_json", "payload_too_large", "unsupported_media_type", "unknown_operation", "method_not_allowed"]);
/** Ten faults of 200 characters each, and the words around them. */
const mostCharacters = 3000;
const inside = /\n\s+at |node_modules|\.[jt]s:\d|FST_|HPE_|select |insert into|syntax error|pg_/;

/** The code, or "ok". Throws when the answer is not as it must be. */
export function judge(name: OperationName | SocketRequestName, answer: Exclude<Answer, { transport: "closed" }>): "ok" | ErrorCode {
  const contract = contractOf(name);
  if (answer.transport === "socket") {
    const { ok, data, error } = answer.body;
    return ok ? judgeData(contract.output, data, answer.asked) : judgeRefusal(error ?? {}, contract.codes, answer.asked);
  }
  if (answer.status < 300) {
    if (answer.status !== contract.status) throw wrong(answer.asked, `the status ${answer.status}`);
    if (contract.isFile) return "ok";
    const body = parse(answer);
    return judgeData(contract.output, body, answer.asked);
  }
  return judgeProblem(answer, contract.codes);
}

/** RFC 9457, whole. */
export function judgeProblem(answer: { status: number; type: string; text: string; asked: string }, codes: ReadonlySet<string> = allCodes): ErrorCode {
  const body = parse(answer);
  if (!/^application\/problem\+json/.test(answer.type)) throw wrong(answer.asked, `${answer.type}: ${answer.text}`);
  const code = judgeRefusal(body, codes, answer.asked);
  const { status, title } = errors[code];
  if (answer.status !== status || body.title !== title || body.type !== `urn:parley:error:${code}` || !/^[0-9a-f-]{36}$/.test(String(body.requestId)))
    throw wrong(answer.asked, `${answer.status} ${answer.text}`);
  return code;
}

const allCodes: ReadonlySet<string> = new Set(Object.keys(errors));

export function judgeRefusal(body: Record<string, unknown>, codes: ReadonlySet<string>, asked: string): ErrorCode {
  const text = JSON.stringify(body);
  const code = body.code as ErrorCode;
  if (!Object.hasOwn(errors, code) || body.status !== errors[code].status) throw wrong(asked, text);
  if (errors[code].status >= 500) throw wrong(asked, text);
  if (!codes.has(code) && !codesOfTransport.has(code)) throw wrong(asked, `${code}, which its contract does not name`);
  if (inside.test(String(body.detail).replaceAll(/'.*'/gs, ""))) throw wrong(asked, `a refusal that tells of the inside: ${text}`);
  const characters = charactersOf(body);
  if (characters > mostCharacters) throw wrong(asked, `a refusal of ${characters} characters: ${text.slice(0, 500)}`);
  return code;
}

function judgeData(output: z.ZodType, data: unknown, asked: string): "ok" {
  const parsed = output.safeParse(data);
  if (!parsed.success) throw wrong(asked, `data that the contract does not know: ${parsed.error.message}`);
  return "ok";
}

function contractOf(name: OperationName | SocketRequestName): { status: number; isFile: boolean; output: z.ZodType; codes: ReadonlySet<string> } {
  if (!(name in operations)) return { status: 200, isFile: false, output: socketRequests[name as SocketRequestName].output, codes: new Set(sharedErrors) };
  const { status = 200, file, output, access, errors: own } = operations[name as OperationName] as Operation;
  return { status, isFile: file === "download", output, codes: new Set<string>([...sharedErrors, ...own, ...(access === "admin" ? ["forbidden"] : [])]) };
}

function parse({ text, asked }: { text: string; asked: string }): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw wrong(asked, text);
  }
}

function charactersOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + charactersOf(inner), 0);
}

function wrong(asked: string, answered: string): Error {
  return new Error(`${asked.slice(0, 3000)}\nwas answered: ${answered.slice(0, 3000)}`);
}
