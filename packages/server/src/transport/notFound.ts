import { fail } from "@parley/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Mount, mountAt, pathsOf } from "../dialects/mounts.ts";
import { sendRefusal } from "./problem.ts";

/** A known path with another method is 405 and names those that it has; a page of the web app is the app; the rest is 404, as its dialect says it. */
export function handleNotFound(http: FastifyInstance, mounts: readonly Mount[], sendPage: ((reply: FastifyReply) => FastifyReply) | null): void {
  const paths = mounts.flatMap(pathsOf).map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replaceAll(/:[a-zA-Z]+/g, "[^/]+")}$`) }));
  http.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    const place = mountAt(mounts, path);
    const allowed = [...new Set(paths.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
    const otherMethod = allowed.length > 0 && !allowed.includes(request.method);
    const isPage = request.method === "GET" && place?.prefix === "" && !path.startsWith("/api/") && !path.startsWith("/assets/");
    if (sendPage !== null && isPage && (request.headers.accept ?? "").includes("text/html")) return sendPage(reply.header("cache-control", "no-cache"));
    if (otherMethod) reply.header("allow", allowed.join(", "));
    const error = fail(otherMethod ? "method_not_allowed" : "unknown_operation");
    if (place === undefined) throw error;
    return sendRefusal(reply, place.dialect.errors, error, request.id);
  });
}
