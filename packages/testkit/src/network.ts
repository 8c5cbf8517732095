import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = { status?: number; headers?: Record<string, string>; body?: string | Buffer } | ((request: IncomingMessage, response: ServerResponse) => void);

/** A web server on a loopback address. */
export type Site = {
  port: number;
  /** Answers this path so from now on. Returns its address, on `host` if one is given. */
  serve(path: string, answer: Answer, host?: string): string;
  /** What was asked for so far. */
  requests: { path: string; headers: IncomingHttpHeaders }[];
  /** Connections that were made so far, whatever came over them. */
  connections(): number;
  stop(): Promise<void>;
};

export async function startSite({ address = "127.0.0.1", port = 0 } = {}): Promise<Site> {
  const answers = new Map<string, Answer>();
  const requests: Site["requests"] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push({ path, headers: request.headers });
    const answer = answers.get(path) ?? { status: 404 };
    if (typeof answer === "function") return answer(request, response);
    response.writeHead(answer.status ?? 200, { "content-type": "text/html", ...answer.headers }).end(answer.body);
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(port, address);
  await once(server, "listening");
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    serve(path, answer, host = address) {
      answers.set(path, answer);
      return `http://${host}:${bound}${path}`;
    },
    requests,
    connections: () => connections,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** macOS has one loopback address of IPv4. */
const neighbour = process.platform === "linux" ? "127.0.0.2" : "::1";

/** The Internet and somebody's private network, both on loopback. */
export type Network = {
  /** Plays the public web: what OUTBOUND_ALLOW in `env` lets through. */
  web: Site;
  /** Of the private network's servers, on every loopback address but the web's port of 127.0.0.1. */
  privatePort: number;
  /** An address of the private network with a server on the web's port. */
  privateAddress: string;
  /** All that ever reached the private network: must stay 0. */
  privateConnections(): number;
  env: { OUTBOUND_ALLOW: string };
  stop(): Promise<void>;
};

export async function startNetwork(): Promise<Network> {
  const web = await startSite();
  const first = await startSite();
  const sites = [first, await startSite({ address: neighbour, port: web.port }), await startSite({ address: "::1", port: first.port })];
  return {
    web,
    privatePort: first.port,
    privateAddress: neighbour,
    privateConnections: () => sites.reduce((sum, site) => sum + site.connections(), 0),
    env: { OUTBOUND_ALLOW: `127.0.0.1:${web.port}` },
    async stop() {
      await Promise.all([web, ...sites].map((site) => site.stop()));
    },
  };
}
