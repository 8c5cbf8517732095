import { type ErrorBody, fail, ParleyError } from "@parley/protocol";
import { toMultipart } from "./toMultipart.ts";

/** A request that brings nothing on for so long has lost its connection. Longer than the server's own patience. */
const silenceMs = 60_000;

/** Of XMLHttpRequest what is used here; the package does not know the DOM. */
type BrowserRequest = {
  upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  status: number;
  responseText: string;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: FormData): void;
  abort(): void;
};
const browser = globalThis as unknown as { XMLHttpRequest?: new () => BrowserRequest };

export type Form = { url: string; token: string; body: FormData; signal?: AbortSignal | undefined; onProgress?: ((loaded: number) => void) | undefined };

/** Posts a form with a file. Browsers tell how far an upload is through XMLHttpRequest alone. */
export function sendForm(form: Form): Promise<unknown> {
  return browser.XMLHttpRequest ? sendByXhr(new browser.XMLHttpRequest(), form) : sendByFetch(form);
}

async function sendByFetch({ url, token, body: form, signal }: Form): Promise<unknown> {
  const { body, contentType } = toMultipart(form);
  const headers = { authorization: `Bearer ${token}`, "content-type": contentType };
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal: signal ?? null });
    return toAnswer(response.status, await response.text());
  } catch (error) {
    if (error instanceof ParleyError || signal?.aborted) throw error;
    throw fail("unavailable", { detail: String(error) });
  }
}

function sendByXhr(request: BrowserRequest, { url, token, body, signal, onProgress }: Form): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const lost = () => {
    reject(fail("unavailable", { detail: "The connection was lost." }));
    request.abort();
  };
  let timer = setTimeout(lost, silenceMs);
  const abort = () => {
    reject(signal?.reason);
    request.abort();
  };
  request.upload.onprogress = ({ loaded }) => {
    clearTimeout(timer);
    timer = setTimeout(lost, silenceMs);
    onProgress?.(loaded);
  };
  request.onload = () => {
    try {
      resolve(toAnswer(request.status, request.responseText));
    } catch (error) {
      reject(error);
    }
  };
  request.onerror = lost;
  request.open("POST", url);
  request.setRequestHeader("authorization", `Bearer ${token}`);
  if (signal?.aborted) abort();
  else request.send(body);
  signal?.addEventListener("abort", abort);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  });
}

function toAnswer(status: number, text: string): unknown {
  let answer: Partial<ErrorBody> = {};
  try {
    answer = JSON.parse(text);
  } catch {
    // A proxy's page.
    throw fail("unavailable", { detail: `The server answered ${status}.` });
  }
  if (status >= 200 && status < 300) return answer;
  throw ParleyError.fromBody(answer);
}
