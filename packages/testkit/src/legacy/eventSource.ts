/** One event of a stream: its name, and its data as JSON. */
type StreamEvent = { event: string; data: unknown };

export type LegacyStream = {
  status: number;
  headers: Headers;
  /** Everything heard, in order, without what only keeps the line open. */
  events: StreamEvent[];
  /** Whether the server has ended it, and the last `retry` that it gave. */
  ended: boolean;
  retryMs: number | undefined;
  /** What was answered instead of a stream. */
  body: Record<string, unknown> | undefined;
  close(): void;
};

/** What EventSource does, and with headers: the text/event-stream of the HTML standard over fetch, without coming back by itself. */
export async function openStream(url: string, headers: Record<string, string>): Promise<LegacyStream> {
  const aborting = new AbortController();
  const response = await fetch(url, { headers: { accept: "text/event-stream", ...headers }, signal: aborting.signal });
  const stream: LegacyStream = {
    status: response.status,
    headers: response.headers,
    events: [],
    ended: false,
    retryMs: undefined,
    body: undefined,
    close: () => aborting.abort(),
  };
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    stream.body = (await response.json()) as Record<string, unknown>;
    stream.ended = true;
    return stream;
  }
  void read(response, stream).catch(() => {
    stream.ended = true;
  });
  return stream;
}

async function read({ body }: Response, stream: LegacyStream): Promise<void> {
  let rest = "";
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) take(block, stream);
  }
  stream.ended = true;
}

function take(block: string, stream: LegacyStream): void {
  const fields = new Map(block.split("\n").map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trimStart()]));
  const retry = fields.get("retry");
  if (retry !== undefined) stream.retryMs = Number(retry);
  const event = fields.get("event");
  if (event !== undefined && event !== "keep-alive") stream.events.push({ event, data: JSON.parse(fields.get("data") ?? "null") });
}
