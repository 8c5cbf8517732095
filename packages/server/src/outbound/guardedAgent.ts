import { Agent, buildConnector } from "undici";
import type { AddressGuard } from "./addressGuard.ts";
import type { OutboundLimits } from "./outbound.ts";
import { portOf } from "./outboundUrl.ts";

/**
 * An agent for one request, destroyed after it. Its connections go to the
 * addresses that were judged and to nothing else: the socket's own look-up is
 * replaced by them, so no second DNS answer comes between judging and connecting.
 */
export function guardedAgent(guard: AddressGuard, limits: OutboundLimits, signal: AbortSignal): Agent {
  return new Agent({
    connect(options, callback) {
      const port = portOf({ protocol: options.protocol, port: options.port ?? "" });
      guard
        .addressesFor(options.hostname, port, signal)
        .then(([first, ...others]) => {
          signal.throwIfAborted();
          if (first === undefined) throw new Error("the guard gave no address");
          const connect = buildConnector({
            timeout: limits.timeoutMs,
            autoSelectFamily: true,
            lookup: (_, { all }, done) => (all ? done(null, [first, ...others]) : done(null, first.address, first.family)),
          });
          connect(options, callback);
        })
        .catch((error: Error) => callback(error, null));
    },
    // A connection serves one request, so each is judged.
    pipelining: 0,
    maxHeaderSize: limits.maxHeaderBytes,
    maxResponseSize: limits.maxBytes,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
  });
}
