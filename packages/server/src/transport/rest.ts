import cors from "@fastify/cors";
import { type ErrorCode, fail, limits, type Operation, operations } from "@parley/protocol";
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../actor.ts";
import type { App } from "../app.ts";
import type { Dialect, Request } from "../dialects/dialect.ts";
import { type Mount, mountAt, pathsOf } from "../dialects/mounts.ts";
import { Download } from "../download.ts";
import { Encoded } from "../encoded.ts";
import { addressReader } from "../guards/address.ts";
import type { IncomingFile } from "../incomingFile.ts";
import { sendDownload } from "./download.ts";
import { inputReader } from "./inputReader.ts";
import { originAllowed } from "./origins.ts";
import { rateLimitHeaders, refuseConnection, sendRefusal, toParleyError } from "./problem.ts";
import { secureHeaders } from "./secureHeaders.ts";
import { serve, toAsking } from "./serve.ts";
import { answerWithEvents, wantsEvents } from "./serverSentEvents.ts";
import { takeMultipart } from "./upload.ts";

/**
 * Mounts the dialects' tables on HTTP. It only translates: path, query and
 * body into one input, results into JSON, failures into what the dialect says
 * of them.
 */
export async function createRest(app: App, mounts: readonly Mount[]): Promise<FastifyInstance> {
  const [root] = mounts;
  if (root === undefined) throw new Error("no dialect answers at the root");
  const refuse = refuser(app, root.dialect);
  // What the framework cannot even route, an address that is no text for example, was meant for somebody too.
  const refuseUnrouted: typeof refuse = (error, request, reply) => refuser(app, (mountAt(mounts, request.url) ?? root).dialect)(error, request, reply);
  const http = fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.requestBytes,
    // The longest user id: a code point takes up to twelve characters in a path.
    routerOptions: { maxParamLength: 12 * limits.userId },
    genReqId: () => uuidv7(),
    // What is in progress is answered; what is idle is closed.
    forceCloseConnections: "idle",
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void refuseUnrouted(error, request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: refuseConnection,
  });
  // Before all else: a route keeps the handler that it is mounted with, and plugins mount routes too.
  http.setErrorHandler(refuse);
  // JSON alone: a page of another site can send text/plain without asking first.
  http.removeContentTypeParser("text/plain");
  takeJson(http);
  await secureHeaders(http, app.config);
  await http.register(cors, {
    delegator: (request, decide) =>
      decide(null, {
        origin: originAllowed(app.config, request.headers.origin, request.headers.host),
        methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
        strictPreflight: false,
      }),
  });

  // A client that learns now opens its next connection elsewhere, and none is cut as it asks.
  http.addHook("onSend", async (_request, reply) => {
    if (app.health.draining) reply.header("connection", "close");
  });

  for (const mount of mounts) {
    await http.register(async (scope) => {
      scope.setErrorHandler(refuser(app, mount.dialect));
      await mountPaths(app, scope, mount);
    });
  }
  return http;
}

/** Many clients name the type of a body whatever the method: a DELETE, whose fields are in its address, need have none. */
function takeJson(http: FastifyInstance): void {
  const parse = http.getDefaultJsonParser("error", "error");
  http.removeContentTypeParser("application/json");
  http.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) =>
    body === "" && request.method === "DELETE" ? done(null, undefined) : parse(request, body, done),
  );
}

async function mountPaths(app: App, scope: FastifyInstance, mount: Mount): Promise<void> {
  const paths = pathsOf(mount);
  const add = (within: FastifyInstance, { method, path, request }: (typeof paths)[number]): void => {
    within.route({
      method: operations[request.operation].name === "attachments.download" ? ["GET", "HEAD"] : (method as "GET"),
      url: path,
      handler: answerer(app, request, { method, namespace: mount.prefix || "/" }),
    });
  };
  for (const one of paths) if (!one.request.multipart) add(scope, one);
  await scope.register(async (inner) => {
    await takeMultipart(inner);
    for (const one of paths) if (one.request.multipart) add(inner, one);
  });
}

function answerer(
  app: App,
  asked: Request,
  { method, namespace }: { method: string; namespace: string },
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const operation: Operation = operations[asked.operation];
  const { multipart } = asked;
  const hold = typeof multipart === "object" ? (file: IncomingFile) => app.files.hold(file, multipart.heldBytes) : undefined;
  const read = inputReader(asked.shapes?.input ?? operation.input, { method, multipart: multipart !== undefined, idleMs: app.config.uploadIdleMs, hold });
  const addressOf = addressReader(app.config);
  return async (request, reply) => {
    const address = addressOf(request.raw);
    const actor = await authenticate(app, request, operation.access).catch(async (error) => {
      // Whoever is refused has asked all the same.
      await app.budgets.spend({ actor: null, address }, "read");
      throw error;
    });
    const { input, file, release } = await read(request);
    const origin = app.config.publicUrl ?? `${request.protocol}://${request.host}`;
    const serving = { app, caller: { actor, address }, file, asking: toAsking(app, actor, { origin, hasFile: file !== undefined }) };
    if (actor !== null && wantsEvents(request, asked)) return answerWithEvents({ request, reply, asked, their: input, serving, actor, namespace });
    const result = await serve(asked, input, serving).finally(release);
    if (result instanceof Download) return sendDownload(request, reply, result);
    const { status = 200 } = asked;
    reply.code(typeof status === "function" ? status(result) : status).type("application/json; charset=utf-8");
    // Of null alone Fastify would make an empty answer.
    return reply.send(result instanceof Encoded ? result.json : result === null ? "null" : result);
  };
}

/** What an error becomes, in the words of a dialect. */
function refuser(app: App, { errors }: Dialect): (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const known = toParleyError(fromFastify(error), app.log, { requestId: request.id, method: request.method, route: request.routeOptions.url });
    if (known.status === 401) reply.header("www-authenticate", "Bearer");
    if (typeof known.details.retryAfterMs === "number") reply.header("retry-after", Math.ceil(known.details.retryAfterMs / 1000));
    if (known.code === "rate_limited") reply.headers(rateLimitHeaders(known));
    // What the framework refuses by itself has met no hook.
    reply.header("x-content-type-options", "nosniff");
    return sendRefusal(reply, errors, known, request.id);
  };
}

async function authenticate(app: App, request: FastifyRequest, access: "public" | "user" | "admin" | undefined): Promise<Actor | null> {
  if (access === "public") return null;
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || token === "") throw fail("unauthenticated");
  return app.sessions.authenticate(token);
}

const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "payload_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_json",
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "validation_failed",
  FST_ERR_MAX_PARAM_LENGTH: "unknown_operation",
  FST_STATIC_FORBIDDEN_PATH: "unknown_operation",
};

function fromFastify(error: FastifyError): unknown {
  const code = fastifyCodes[error.code];
  if (code !== undefined) return fail(code);
  if (error instanceof SyntaxError && error.statusCode === 400) return fail("malformed_json");
  // The client went away in the middle of its body; nobody reads this.
  if (error.code === "ECONNRESET" && error.statusCode === 400) return fail("validation_failed");
  return error.statusCode !== undefined && error.statusCode < 500 && error.code?.startsWith("FST_")
    ? fail("validation_failed", { detail: error.message.slice(0, 200) })
    : error;
}
