import { Agent, request } from "node:http";
import { type Operation, type OperationName, operations, type SocketRequestName } from "@parley/protocol";
import type { Socket } from "socket.io-client";

export type Answer =
  | { transport: "REST"; status: number; type: string; text: string; asked: string }
  | { transport: "socket"; body: { ok: boolean; data?: unknown; error?: Record<string, unknown> }; asked: string }
  /** The connection was closed instead. */
  | { transport: "closed"; asked: string };

/** Over node:http and not fetch, which mends what is broken in a path. */
export async function askOverRest(url: string, token: string | undefined, name: OperationName, input: unknown): Promise<Answer> {
  const { rest, file } = operations[name] as Operation;
  const { method, path, body } = file === "upload" ? toForm(rest, input) : toRequest(rest, input);
  const asked = `${method} ${path} ${body ?? ""}`;
  const type = file === "upload" ? `multipart/form-data; boundary=${boundary}` : "application/json";
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(body !== undefined && { "content-type": type }) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, path, headers, agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ transport: "REST", status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", text, asked }));
    });
    sent.on("error", (error) => reject(new Error(`${asked.slice(0, 2000)} was not answered`, { cause: error }))).end(body);
  });
}

const agent = new Agent({ keepAlive: true });

export async function askOverSocket(socket: Socket, name: OperationName | SocketRequestName, input: unknown): Promise<Answer> {
  const event = name in operations ? ((operations[name as OperationName] as Operation).socket ?? "") : name;
  const asked = `${event} ${JSON.stringify(input)}`;
  try {
    return { transport: "socket", body: await socket.timeout(20_000).emitWithAck(event, input), asked };
  } catch (error) {
    if (socket.connected) throw new Error(`${asked.slice(0, 2000)} was not acknowledged`, { cause: error });
    return { transport: "closed", asked };
  }
}

/** As a careless client would: whatever it has goes where the operation's path says, the rest into the query or the body. */
function toRequest(rest: string, input: unknown): { method: string; path: string; body?: string } {
  const [method = "", template = ""] = rest.split(" ");
  const fields = new Map(typeof input === "object" && input !== null ? Object.entries(input) : []);
  const path = template.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = fields.get(name);
    fields.delete(name);
    return encode(value);
  });
  if (method === "GET" || method === "DELETE") {
    const query = [...fields].flatMap(([name, value]) => [value].flat().map((item) => `${encode(name)}=${encode(item)}`)).join("&");
    // Longer ones never arrive: Node's parser refuses headers above 16 kB (trust/fuzz/http.test.ts).
    return { method, path: query === "" || path.length + query.length > 12_000 ? path : `${path}?${query}` };
  }
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  return { method, path, body: JSON.stringify(isObject ? Object.defineProperties({}, propertiesOf(fields)) : input) };
}

const boundary = "between-the-parts";

/** The fields and then a small file. */
function toForm(rest: string, input: unknown): { method: string; path: string; body: string } {
  const [method = "", path = ""] = rest.split(" ");
  const fields = typeof input === "object" && input !== null ? Object.entries(input) : [];
  const parts = [...fields.map(([key, value]) => [`name="${key.replaceAll(/["\r\n]/g, encodeURIComponent)}"`, toText(value)] as const), fileOfForm];
  const body = parts.map(([disposition, content]) => `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`).join("");
  return { method, path, body: `${body}--${boundary}--\r\n` };
}

const fileOfForm = ['name="file"; filename="a.txt"', "a file"] as const;
const toText = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** Assigning `__proto__` would not make it a field. */
function propertiesOf(fields: Map<string, unknown>): PropertyDescriptorMap {
  const properties = Object.create(null) as PropertyDescriptorMap;
  for (const [key, value] of fields) properties[key] = { value, enumerable: true };
  return properties;
}

/** Half a character has no encoding; this is what a program without scruples sends. */
function encode(value: unknown): string {
  return toText(value)
    .slice(0, 6000)
    .split(/([\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])/)
    .map((part, index) => (index % 2 === 0 ? encodeURIComponent(part) : "%ED%A0%80"))
    .join("");
}
