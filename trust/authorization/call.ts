import { type ErrorBody, type ErrorCode, type Input, type Operation, type OperationName, type Output, operations } from "@parley/protocol";
import type { TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import type { Answer } from "./operations.ts";

/** What came back: "allowed" with the data, or the code with the body of the refusal (requestId left out, which differs every time). */
export type Outcome = { answer: Answer; status: number; data: unknown };

export type Transport = "REST" | "socket";

export function transportsOf(name: OperationName): Transport[] {
  return socketEventOf(name) === undefined ? ["REST"] : ["REST", "socket"];
}

export function socketEventOf(name: OperationName): string | undefined {
  return (operations[name] as Operation).socket;
}

/** What is in every file that is uploaded here. */
export const fileText = "a file of words\n";

/** Answered with a file's bytes. */
export const isDownload = (name: OperationName): boolean => (operations[name] as Operation).file === "download";

export async function overRest(server: TestServer, token: string | undefined, name: OperationName, input: object): Promise<Outcome> {
  const { file }: Operation = operations[name];
  const response = file === "upload" ? await sendForm(server, token, input) : await sendJson(server, token, { name, input });
  if (isDownload(name) && response.ok) return { answer: "allowed", status: response.status, data: { content: await response.text() } };
  const data = (await response.json()) as Record<string, unknown>;
  if (response.ok) return { answer: "allowed", status: response.status, data };
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) throw new Error(`${name} refused without a problem: ${response.status}`);
  const { requestId: _, ...problem } = data;
  return { answer: problem.code as ErrorCode, status: response.status, data: problem };
}

function sendJson(server: TestServer, token: string | undefined, { name, input }: { name: OperationName; input: object }): Promise<Response> {
  const { method, path, body } = toRequest(operations[name], input);
  return server.fetch(path, { method, ...(token !== undefined && { token }), ...(body !== undefined && { body }) });
}

/** The fields, and then a small file. */
function sendForm(server: TestServer, token: string | undefined, input: object): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(input)) body.append(name, typeof value === "string" ? value : JSON.stringify(value));
  body.append("file", new File([fileText], "words.txt", { type: "text/plain" }));
  return fetch(`${server.url}/api/attachments`, { method: "POST", body, ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }) });
}

export async function overSocket(socket: Socket, name: OperationName, input: object): Promise<Outcome> {
  const answer = (await socket.timeout(10_000).emitWithAck(socketEventOf(name) ?? "", input)) as { ok: boolean; data: unknown; error: ErrorBody };
  if (answer.ok) return { answer: "allowed", status: operations[name].status ?? 200, data: answer.data };
  return { answer: answer.error.code, status: answer.error.status, data: answer.error };
}

/** Does what has to be done for a test. Throws when it is refused. */
export async function demand<Name extends OperationName>(server: TestServer, token: string, name: Name, input: Input<Name>): Promise<Output<Name>> {
  const outcome = await overRest(server, token, name, input);
  if (outcome.answer !== "allowed") throw new Error(`${name} was refused: ${JSON.stringify(outcome.data)}`);
  return outcome.data as Output<Name>;
}

function toRequest({ rest }: { rest: string }, input: object): { method: string; path: string; body?: object } {
  const [method = "", template = ""] = rest.split(" ");
  const fields = new Map(Object.entries(input));
  const path = template.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = encodeURIComponent(String(fields.get(name)));
    fields.delete(name);
    return value;
  });
  if (method !== "GET" && method !== "DELETE") return { method, path, body: Object.fromEntries(fields) };
  const query = new URLSearchParams([...fields].flatMap(([name, value]) => [value].flat().map((item): [string, string] => [name, String(item)])));
  return { method, path: `${path}?${query}` };
}
