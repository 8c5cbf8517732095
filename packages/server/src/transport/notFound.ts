import { fail, operations } from "@parley/protocol";
import type { FastifyInstance } from "fastify";
import { toProblem } from "./problem.ts";

const paths = Object.values(operations).map((operation) => {
  const [method = "", path = ""] = operation.rest.split(" ");
  return { method, pattern: new RegExp(`^${path.replaceAll(/:[a-zA-Z]+/g, "[^/]+")}$`) };
});

/** A known path with another method is 405 and names those that it has; a page of the web app is the app; the rest is 404. */
export function handleNotFound(http: FastifyInstance, { webApp }: { webApp: boolean }): void {
  http.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    const allowed = [...new Set(paths.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
    const otherMethod = allowed.length > 0 && !allowed.includes(request.method);
    const page = request.method === "GET" && !path.startsWith("/api/") && !path.startsWith("/assets/") && (request.headers.accept ?? "").includes("text/html");
    if (webApp && page) return reply.header("cache-control", "no-cache").sendFile("index.html");
    if (otherMethod) reply.header("allow", allowed.join(", "));
    const error = fail(otherMethod ? "method_not_allowed" : "unknown_operation");
    return reply.code(error.status).type("application/problem+json").send(toProblem(error, request.id));
  });
}
