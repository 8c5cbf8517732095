import { type ErrorBody, fail, type Operation, ParleyError } from "@parley/protocol";
import { callTimeoutMs } from "./callTimeoutMs.ts";

/** One operation over REST: path parameters from the input, the rest of it in the query or the body. */
export async function requestRest(url: string, operation: Operation, input: object, token?: string): Promise<unknown> {
  const { method, path, body } = toRequest(operation, input);
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await reach(`${url.replace(/\/$/, "")}${path}`, { method, headers, body: body ?? null, signal: AbortSignal.timeout(callTimeoutMs) });
  if (response.ok) return response.answer;
  throw toParleyError(response.status, response.answer);
}

export function toRequest(operation: Pick<Operation, "rest">, input: object): { method: string; path: string; body: string | undefined } {
  const [method = "GET", template = "/"] = operation.rest.split(" ");
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = template.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (method !== "GET" && method !== "DELETE") return { method, path, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams([...rest].flatMap(([name, value]) => [value].flat().map((item) => [name, String(item)] as [string, string])));
  return { method, path: query.size > 0 ? `${path}?${query}` : path, body: undefined };
}

async function reach(url: string, request: RequestInit): Promise<{ ok: boolean; status: number; answer: unknown }> {
  try {
    const response = await fetch(url, request);
    const text = await response.text();
    return { ok: response.ok, status: response.status, answer: text === "" ? {} : JSON.parse(text) };
  } catch (error) {
    // No network, no answer in time, or a proxy's page instead of JSON.
    throw fail("unavailable", { detail: error instanceof Error ? error.message : String(error) });
  }
}

function toParleyError(status: number, answer: unknown): ParleyError {
  const body = answer as Partial<ErrorBody>;
  if (typeof body.code === "string") return ParleyError.fromBody(body);
  return fail(status >= 500 ? "unavailable" : "internal", { detail: `The server answered ${status}.` });
}
