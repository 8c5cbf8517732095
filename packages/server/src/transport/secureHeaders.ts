import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config.ts";

/**
 * The headers that make browsers careful. Pages may run our own scripts and
 * nothing inline; pictures of people may come from any host over https;
 * CLIENT_ORIGINS may show the app in a frame, others may not.
 */
export async function secureHeaders(http: FastifyInstance, config: Config): Promise<void> {
  await http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:", "https:"],
        mediaSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'", ...config.clientOrigins],
      },
    },
    // A year, for the host alone: its other names are not ours to decide about. Browsers ignore it over http.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: "no-referrer" },
    // frame-ancestors says it, and knows more than one origin.
    xFrameOptions: false,
  });
}
