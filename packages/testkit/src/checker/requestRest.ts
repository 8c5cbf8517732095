import { type ErrorBody, fail, type Input, type OperationName, type Output, operations, ParleyError } from "@parley/protocol";
import { NotSent } from "./outcome.ts";

export type RestCall = { url: string; token: string; timeoutMs: number };

/** One operation over plain HTTP, without the SDK. */
export async function requestRest<Name extends OperationName>({ url, token, timeoutMs }: RestCall, name: Name, input: Input<Name>): Promise<Output<Name>> {
  const [method = "GET", template = ""] = operations[name].rest.split(" ");
  const rest = new Map(Object.entries(input));
  const path = template.replace(/:(\w+)/g, (_, key: string) => {
    const value = encodeURIComponent(String(rest.get(key)));
    rest.delete(key);
    return value;
  });
  const inQuery = method === "GET" || method === "DELETE";
  const query = new URLSearchParams([...rest].map(([key, value]): [string, string] => [key, String(value)])).toString();
  const response = await reach(`${url}${path}${inQuery && query !== "" ? `?${query}` : ""}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(!inQuery && { "content-type": "application/json" }) },
    body: inQuery ? null : JSON.stringify(Object.fromEntries(rest)),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.ok) return response.body as Output<Name>;
  throw ParleyError.fromBody(response.body as ErrorBody);
}

async function reach(url: string, request: RequestInit): Promise<{ ok: boolean; body: unknown }> {
  try {
    const response = await fetch(url, request);
    return { ok: response.ok, body: await response.json() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
    if (cause?.code === "ECONNREFUSED") throw new NotSent();
    throw fail("unavailable", { detail: String(cause?.code ?? error) });
  }
}
