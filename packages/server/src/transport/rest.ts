import cors from "@fastify/cors";
import { type ErrorCode, fail, limits, type OperationName, operations } from "@parley/protocol";
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { Actor } from "../actor.ts";
import type { App } from "../app.ts";
import { dispatchEncoded } from "../dispatch.ts";
import { Encoded } from "../encoded.ts";
import { addressReader } from "../guards/address.ts";
import { originAllowed } from "./origins.ts";
import { rateLimitHeaders, refuseConnection, toParleyError, toProblem } from "./problem.ts";
import { secureHeaders } from "./secureHeaders.ts";

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
  for (const operation of Object.values(operations)) {
    const [method, path] = operation.rest.split(" ") as ["GET", string];
    const read = inputReader(operation.name, method);
    http.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const address = addressOf(request.raw);
        const actor = await authenticate(app, request, operation.access).catch(async (error) => {
          // Whoever is refused has asked all the same.
          await app.budgets.spend({ actor: null, address }, "read");
          throw error;
        });
        const result = await dispatchEncoded(app, { actor, address }, operation.name, read(request) as never);
        reply.code(operation.status ?? 200).type("application/json; charset=utf-8");
        return reply.send(result instanceof Encoded ? result.json : result);
      },
    });
  }

  return http;
}

async function authenticate(app: App, request: FastifyRequest, access: "public" | "user" | "admin" | undefined): Promise<Actor | null> {
  if (access === "public") return null;
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || token === "") throw fail("unauthenticated");
  return app.sessions.authenticate(token);
}

/** Query strings carry text; numbers, booleans and lists are read as the operation's schema says. */
function inputReader(name: OperationName, method: string): (request: FastifyRequest) => Record<string, unknown> {
  const schema = z.toJSONSchema(operations[name].input, { io: "input", unrepresentable: "any" });
  const kinds = new Map(Object.entries(schema.properties ?? {}).map(([key, property]) => [key, typeof property === "object" ? String(property.type) : ""]));
  const inQuery = method === "GET" || method === "DELETE";
  return (request) => {
    const params = request.params as Record<string, unknown>;
    const given = inQuery ? fromQuery(request.query as Record<string, unknown>, kinds) : (request.body ?? {});
    if (typeof given !== "object" || Array.isArray(given)) throw fail("validation_failed", { errors: [{ path: "", message: "the body is not an object" }] });
    const twice = Object.keys(params).find((key) => key in given);
    if (twice !== undefined) throw fail("validation_failed", { errors: [{ path: twice, message: "is given by the path" }] });
    return { ...given, ...params };
  };
}

function fromQuery(query: Record<string, unknown>, kinds: Map<string, string>): Record<string, unknown> {
  // Without a prototype `__proto__` is a key like others, and refused like others.
  const input: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(query)) {
    const kind = kinds.get(key);
    if (kind === "array") input[key] = [value].flat();
    else if ((kind === "integer" || kind === "number") && typeof value === "string" && /^-?\d{1,16}$/.test(value)) input[key] = Number(value);
    else if (kind === "boolean" && (value === "true" || value === "false")) input[key] = value === "true";
    else input[key] = value;
  }
  return input;
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
