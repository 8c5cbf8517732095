import { budgetOf, budgets, type ErrorCode, errors, type Operation, operations, sharedErrors } from "@parley/protocol";
import { z } from "zod";
import { SchemaCollector } from "./schemas.ts";

type Json = Record<string, unknown>;

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().optional(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    retryAfterMs: z.int().optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details. `code` is stable; texts are not." });

const probe = (name: string, summary: string, statuses: Record<number, string>): Json => ({
  get: {
    operationId: `operator.${name}`,
    tags: ["operator"],
    summary,
    security: [],
    parameters: [],
    responses: Object.fromEntries(Object.entries(statuses).map(([status, description]) => [status, { description }])),
  },
});

/** For those who run the server; not part of the operations' table. */
const operatorPaths: Record<string, Json> = {
  "/healthz": probe("alive", "Whether the process answers.", { 200: "It does." }),
  "/readyz": probe("ready", "Whether this node should get requests.", { 200: "It should.", 503: "The database is away, or the node is about to stop." }),
  "/metrics": probe("metrics", "Figures in Prometheus' format, for whoever sends METRICS_TOKEN as bearer token.", {
    200: "The figures.",
    401: "No or another token.",
    404: "METRICS_TOKEN is not set.",
  }),
};

/** The REST side of the contract as OpenAPI 3.1, made from the operations' table alone. */
export function toOpenApi(version: string, base: string): Json {
  const schemas = new SchemaCollector();
  schemas.add(problem, "output");
  const paths: Record<string, Json> = {};
  for (const operation of Object.values(operations) as Operation[]) {
    const [method = "", path = ""] = operation.rest.split(" ");
    const url = path.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
    paths[url] = { ...paths[url], [method.toLowerCase()]: toOperation(operation, method, path, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parley",
      version,
      description: "Messaging for your own product. Every operation with a socket event is also available over Socket.IO: see /asyncapi.json.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: base || "/" }],
    tags: [...new Set(Object.keys(operations).map((name) => name.split(".")[0])), "operator"].map((name) => ({ name })),
    paths: { ...paths, ...operatorPaths },
    components: { schemas: schemas.components, securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
  };
}

function toOperation(operation: Operation, method: string, path: string, schemas: SchemaCollector): Json {
  const input = schemas.add(operation.input, "input") as { properties?: Record<string, Json>; required?: string[] };
  const names = [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => name ?? "");
  const rest = Object.entries(input.properties ?? {}).filter(([name]) => !names.includes(name));
  const required = input.required ?? [];
  const inQuery = method === "GET" || method === "DELETE";
  const budget = budgetOf(operation);
  const parameter =
    (place: "path" | "query") =>
    ([name, schema]: [string, Json]) => ({ name, in: place, required: place === "path" || required.includes(name), schema });
  const body = {
    type: "object",
    properties: Object.fromEntries(rest),
    required: required.filter((name) => !names.includes(name)),
    additionalProperties: false,
  };
  return {
    operationId: operation.name,
    tags: [operation.name.split(".")[0]],
    summary: operation.summary,
    description: `Counts against the budget \`${budget}\`: ${budgets[budget].user} in ${budgets[budget].seconds} s.`,
    security: operation.access === "public" ? [] : [{ bearer: [] }],
    parameters: [
      ...names.map((name): [string, Json] => [name, input.properties?.[name] ?? {}]).map(parameter("path")),
      ...(inQuery ? rest.map(parameter("query")) : []),
    ],
    ...(!inQuery && rest.length > 0 && { requestBody: toRequestBody(operation, body) }),
    responses: {
      ...(operation.file === "download" ? fileAnswers : toSuccess(operation, schemas)),
      ...toFailures(operation),
    },
    ...(operation.socket !== undefined && { "x-socket-event": operation.socket }),
  };
}

function toSuccess(operation: Operation, schemas: SchemaCollector): Record<string, Json> {
  return { [operation.status ?? 200]: { description: "Done.", content: { "application/json": { schema: schemas.add(operation.output, "output") } } } };
}

const content = { "*/*": { schema: { type: "string", format: "binary" } } };
const fileAnswers: Record<string, Json> = {
  200: { description: "The file.", content },
  206: { description: "The part of it that `Range` asks for.", content },
  304: { description: "It is what `If-None-Match` names." },
};

/** An upload has one part more than its fields, and it comes last. */
function toRequestBody({ file }: Operation, body: { properties: Json; required: string[] }): Json {
  if (file !== "upload") return { required: body.required.length > 0, content: { "application/json": { schema: body } } };
  const schema = { ...body, properties: { ...body.properties, file: { type: "string", format: "binary" } }, required: [...body.required, "file"] };
  return { required: true, content: { "multipart/form-data": { schema } } };
}

/** One response per status, naming the codes that may come with it. */
function toFailures(operation: Operation): Record<string, Json> {
  const shared: readonly ErrorCode[] = operation.access === "public" ? ["validation_failed", "rate_limited", "unavailable", "internal"] : sharedErrors;
  const codes = [...new Set([...shared, ...operation.errors])];
  const statuses = [...new Set(codes.map((code) => errors[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes
          .filter((code) => errors[code].status === status)
          .map((code) => `\`${code}\`: ${errors[code].title}`)
          .join("\n\n"),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}
