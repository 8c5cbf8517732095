import cors from "@fastify/cors";
import { type ErrorCode, fail, limits, type Operation, type OperationName, operations } from "@parley/protocol";
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../actor.ts";
import type { App } from "../app.ts";
import { dispatchEncoded } from "../dispatch.ts";
import { Download } from "../download.ts";
import { Encoded } from "../encoded.ts";
import { addressReader } from "../guards/address.ts";
import { sendDownload } from "./download.ts";
import { inputReader } from "./inputReader.ts";
import { originAllowed } from "./origins.ts";
import { rateLimitHeaders, refuseConnection, toParleyError, toProblem } from "./problem.ts";
import { secureHeaders } from "./secureHeaders.ts";
import { takeMultipart } from "./upload.ts";

const all = Object.values(operations) as (Operation & { name: OperationName })[];

/**
 * Mounts the operations' table on HTTP. It only translates: path, query and
 * body into one input, results into JSON, failures into problem+json.
 */
export async function createRest(app: App): Promise<FastifyInstance> {
  const refuse = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = toParleyError(fromFastify(error), app.log, { requestId: request.id, method: request.method, route: request.routeOptions.url });
    if (known.status === 401) reply.header("www-authenticate", "Bearer");
    if (typeof known.details.retryAfterMs === "number") reply.header("retry-after", Math.ceil(known.details.retryAfterMs / 1000));
    if (known.code === "rate_limited") reply.headers(rateLimitHeaders(known));
    // What the framework refuses by itself has met no hook.
    reply.header("x-content-type-options", "nosniff");
    return reply.code(known.status).type("application/problem+json").send(toProblem(known, request.id));
  };
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
    frameworkErrors: (error, request, reply) => void refuse(error, request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: refuseConnection,
  });
  // Before all else: a route keeps the handler that it is mounted with, and plugins mount routes too.
  http.setErrorHandler(refuse);
  // JSON alone: a page of another site can send text/plain without asking first.
  http.removeContentTypeParser("text/plain");
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

  const addressOf = addressReader(app.config);
  const mount = (scope: FastifyInstance, operation: Operation & { name: OperationName }): void => {
    const [method, url] = operation.rest.split(" ") as ["GET", string];
    const read = inputReader(operation, app.config.uploadIdleMs);
    scope.route({
      method: operation.file === "download" ? ["GET", "HEAD"] : method,
      url,
      handler: async (request, reply) => {
        const address = addressOf(request.raw);
        const actor = await authenticate(app, request, operation.access).catch(async (error) => {
          // Whoever is refused has asked all the same.
          await app.budgets.spend({ actor: null, address }, "read");
          throw error;
        });
        const { input, file } = await read(request);
        const result = await dispatchEncoded(app, { actor, address }, operation.name, input as never, file);
        if (result instanceof Download) return sendDownload(request, reply, result);
        reply.code(operation.status ?? 200).type("application/json; charset=utf-8");
        return reply.send(result instanceof Encoded ? result.json : result);
      },
    });
  };
  await http.register(async (scope) => {
    await takeMultipart(scope);
    for (const operation of all) if (operation.file === "upload") mount(scope, operation);
  });
  for (const operation of all) if (operation.file !== "upload") mount(http, operation);
  return http;
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
