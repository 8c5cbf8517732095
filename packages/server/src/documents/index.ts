/** The contract as documents: /openapi.json, /asyncapi.json and a page to read them at /docs. */
import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import packageJson from "../../package.json" with { type: "json" };
import { toAsyncApi } from "./asyncapi.ts";
import { toOpenApi } from "./openapi.ts";

export async function mountDocuments(http: FastifyInstance): Promise<void> {
  const openApi = toOpenApi(packageJson.version);
  const asyncApi = toAsyncApi(packageJson.version);
  http.get("/openapi.json", async () => openApi);
  http.get("/asyncapi.json", async () => asyncApi);
  await http.register(apiReference, {
    routePrefix: "/docs",
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
