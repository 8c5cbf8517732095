/** The contract as documents: /openapi.json, /asyncapi.json and a page to read them at /docs. */
import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import packageJson from "../../package.json" with { type: "json" };
import { toAsyncApi } from "./asyncapi.ts";
import { toOpenApi } from "./openapi.ts";

/** The page of the reference starts itself by an inline script and brings its styles along. Nothing of a user is ever on it. */
async function allowInline(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const inline = "'self' 'unsafe-inline'";
  reply.header("content-security-policy", `default-src 'self'; script-src ${inline}; style-src ${inline}; img-src 'self' data:; font-src 'self' data:`);
}

/** `base`: where the native contract answers, "" at the root. */
export async function mountDocuments(http: FastifyInstance, base = ""): Promise<void> {
  const openApi = toOpenApi(packageJson.version, base);
  const asyncApi = toAsyncApi(packageJson.version, base);
  http.get("/openapi.json", async () => openApi);
  http.get("/asyncapi.json", async () => asyncApi);
  await http.register(apiReference, {
    routePrefix: "/docs",
    hooks: { onRequest: allowInline as never },
    // Nothing that loads from, links to or reports to elsewhere.
    configuration: {
      url: "/openapi.json",
      withDefaultFonts: false,
      telemetry: false,
      showDeveloperTools: "never",
      showToolbar: "never",
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
    } as never,
  });
}
