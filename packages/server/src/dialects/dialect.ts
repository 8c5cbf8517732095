/**
 * A dialect is a client contract: paths, event names, shapes, and nothing that
 * decides. It says how a client's request becomes an operation and how an event
 * becomes the client's words; transports mount these tables, the native one
 * like every other. What a shape needs to know it asks of the same operations,
 * as the same user, so no dialect can reach more than its user may.
 */
import type { EventName, Input, OperationName, Output, ParleyError, Payload, User } from "@parley/protocol";
import type { z } from "zod";

export type Path = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

export type Dialect = {
  /** Also its prefix `/name` and its Socket.IO namespace. */
  name: string;
  /** Their method and path → our operation. `:name` is a field of the input. */
  rest: Readonly<Record<Path, Request>>;
  /** Their socket event → our operation. */
  hears: Readonly<Record<string, Heard>>;
  /** Our events → theirs. A new event does not compile until every dialect decides. */
  says: Says;
  /** Refusals over REST. Default status: the code's own. */
  errors: {
    body(error: ParleyError, requestId: string): unknown;
    status?(error: ParleyError): number;
    /** Default `application/json; charset=utf-8`. */
    contentType?: string;
  };
  /** What an acknowledgement function is called with. */
  acknowledge: { done(answer: unknown): unknown; refused(error: ParleyError): unknown };
  /** Said to a socket that was refused and gave no acknowledgement function. Default: nothing. */
  complains?(error: ParleyError, heard: string): Spoken;
  /** Where the token of a socket's handshake may be, besides `auth.token`. */
  tokenAlsoIn?: "authorization header";
  /** `unasked`: hears of the presence of its user's contacts without `user:watch`. Default `asked`. */
  presence?: "asked" | "unasked";
};

/** What a shape may know besides what it shapes. */
export type Asking = {
  me: User;
  /** Where the client reached this server, without a slash at the end. */
  origin: string;
  /** Prefix of the native paths: what `attachments.link` answers begins behind it. */
  nativePath: string;
  /** The request came with a file; `attachments.upload` takes it. */
  hasFile: boolean;
  /** ISO 8601, for what is so until a time. */
  now(): string;
};

export type Asked = { operation: OperationName; input: unknown };
/** A shape that asks the core for what it needs: a generator that yields operations and is given their outputs. */
export type Steps<Result> = Generator<Asked, Result, unknown>;

/** Within a shape: `const { presences } = yield* ask("presence.get", { userIds })`. */
export function* ask<Name extends OperationName>(operation: Name, input: Input<Name>): Steps<Output<Name>> {
  return (yield { operation, input }) as Output<Name>;
}

type In = (their: never, asking: Asking) => unknown;
type Out = (ours: never, asking: Asking, their: never) => unknown;

/** Without shapes the operation's own input and output are the client's (the native contract). */
export type Request = {
  operation: OperationName;
  shapes?: { input: z.ZodType; in: In; out: Out };
  /** REST: status of success, perhaps by what is answered. Default 200. */
  status?: number | ((answer: unknown) => number);
  /** REST: the body is multipart/form-data, its fields first and then perhaps a file. `heldBytes`: the file may come first, and be so large. */
  multipart?: true | { heldBytes: number };
  /** Sockets: the answer is also said to the asker, as this event. */
  replies?: string;
  /** REST, GET: the path may be listened to. */
  stream?: Stream;
};

/**
 * A value that changes: first the answer of its request, then what is said
 * inside its topic. Over REST to whoever accepts `text/event-stream`, and to
 * sockets that `subscribe`.
 */
export type Stream = {
  /** What `inside` names, made from the client's fields. */
  topic(their: never): string;
  first(value: unknown, topic: string): Spoken;
  /** What is said inside, to a connection that hears this topic alone. Default: alike. */
  alone?(spoken: Spoken, topic: string): Spoken;
};

type Shapes<Name extends OperationName, Their extends z.ZodType> = {
  /** The client's fields. Query strings and forms are read as it says: numbers, booleans, lists. */
  input: Their;
  in(their: z.output<Their>, asking: Asking): Input<Name> | Steps<Input<Name>>;
  /** May be a generator too. Default: nothing is answered. */
  out?(ours: Output<Name>, asking: Asking, their: z.output<Their>): unknown;
};

type Streams<Their extends z.ZodType> = Omit<Stream, "topic"> & { topic(their: z.output<Their>): string };

/** A request in the client's own shape. */
export function takes<Name extends OperationName, Their extends z.ZodType>(
  operation: Name,
  { input, in: toOurs, out = () => undefined }: Shapes<Name, Their>,
  options: Pick<Request, "status" | "multipart" | "replies"> & { stream?: Streams<Their> } = {},
): Request {
  return { operation, shapes: { input, in: toOurs as In, out: out as Out }, ...options };
}

/**
 * What concerns one connection. `refresh` and `watch` take the input of the
 * native requests (protocol/socketRequests.ts); `join` and `leave` say which
 * conversation the client shows: `{ conversationId }`. `subscribe` and
 * `unsubscribe` name a path of `rest` that has a stream: `{ path }`.
 */
export type ConnectionRequest = { connection: "refresh" | "watch" | "join" | "leave" | "subscribe" | "unsubscribe"; input?: z.ZodType; in?: In };

/** Shapes of a connection's request. */
export function concerns<Their extends z.ZodType>(
  connection: "join" | "leave",
  shapes: { input: Their; in(their: z.output<Their>, asking: Asking): { conversationId: string } | Steps<{ conversationId: string }> },
): ConnectionRequest {
  return { connection, input: shapes.input, in: shapes.in as In };
}

export type Heard = Request | ConnectionRequest;

export type Spoken = { event: string; body: unknown };

/** Who of the event's audience hears it; default: everybody. */
export type Hearing = {
  /** Only these users. */
  only?: readonly string[];
  /** Not this user. */
  except?: string;
  /** Only connections that have joined this conversation (or subscribed to this topic), or only those that have not. */
  inside?: string;
  outside?: string;
};

/** What words may need that the event does not carry; looked up only when somebody hears them, and kept. */
export type About = { userId?: string; message?: { conversationId: string; seq: number }; pairOf?: string };
export type Known = {
  /** Of `about.userId`; undefined when there is no such user. */
  user?: User | undefined;
  /** Who sent `about.message`. */
  senderId?: string | undefined;
  /** When it is said (ISO 8601), for clients that want a time where the event has none. */
  now(): string;
  /** Whose the conversation `about.pairOf` is; undefined unless it is the direct one, without a context, of two people. */
  pair?: Pair | undefined;
  /** Everybody in the audience, connected or not: both members, for an event of a direct conversation. */
  hearers(): string[];
};

/** Ids of two people who have a direct conversation. */
export type Pair = readonly [string, string];

export type Said<Name extends EventName> = {
  event: string;
  /** undefined: not told this time. */
  body(payload: Payload<Name>, known: Known): unknown;
  about?(payload: Payload<Name>): About;
  to?(payload: Payload<Name>, known: Known): Hearing;
  /** Subscriptions of whoever hears it end with it: those of the topic `inside`, and of all paths below it. */
  last?: true;
};

export type Saying<Name extends EventName> =
  /** Not told. */
  | "silent"
  /** The payload as it is, under this name. */
  | { as: string }
  | Said<Name>
  | readonly Said<Name>[];

export type Says = { readonly [Name in EventName]: Saying<Name> };

/** The events that a dialect may say for one of ours. */
export function eventsOf(saying: Saying<never>): string[] {
  if (saying === "silent") return [];
  return [...new Set([saying].flat().map((said: { as: string } | Said<never>) => ("as" in said ? said.as : said.event)))];
}

/** Names that Socket.IO keeps for itself. */
const reserved = new Set(["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]);

/** Throws for what could never work, at start. */
export function defineDialect(dialect: Dialect): Dialect {
  const { name } = dialect;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`"${name}" is not a name for a dialect: it becomes a path`);
  const said = Object.values(dialect.says).flatMap((saying) => eventsOf(saying as Saying<never>));
  for (const event of [...Object.keys(dialect.hears), ...said])
    if (reserved.has(event)) throw new Error(`Dialect ${name}: "${event}" is Socket.IO's own event`);
  return dialect;
}
