import { events, type Operation, operations, socketRequests } from "@parley/protocol";
import type { z } from "zod";
import { SchemaCollector } from "./schemas.ts";

type Json = Record<string, unknown>;

/** The socket side of the contract as AsyncAPI 3: requests with their acknowledgements, and events. Made from the tables alone. */
export function toAsyncApi(version: string, base: string): Json {
  const schemas = new SchemaCollector();
  const messages: Record<string, Json> = {};
  const actions: Record<string, Json> = {};

  const addRequest = (name: string, event: string, { summary, input, output }: { summary: string; input: z.ZodType; output: z.ZodType }): void => {
    const key = event.replaceAll(":", "_");
    messages[key] = { name: event, summary, payload: schemas.add(input, "input") };
    messages[`${key}_ack`] = {
      name: `${event} (acknowledgement)`,
      payload: {
        oneOf: [
          { type: "object", required: ["ok", "data"], properties: { ok: { const: true }, data: schemas.add(output, "output") } },
          { $ref: "#/components/schemas/Refusal" },
        ],
      },
    };
    actions[key] = {
      action: "receive",
      title: name,
      summary,
      channel: channel(),
      messages: [inChannel(key)],
      reply: { channel: channel(), messages: [inChannel(`${key}_ack`)] },
    };
  };

  for (const operation of Object.values(operations) as Operation[]) if (operation.socket !== undefined) addRequest(operation.name, operation.socket, operation);
  for (const [event, request] of Object.entries(socketRequests)) addRequest(event, event, request);
  for (const event of Object.values(events)) {
    const key = `on_${event.socket.replaceAll(":", "_")}`;
    const promise = event.durable ? "Durable: carries `rev`, replays in sync, is published at least once." : "A hint: may be lost.";
    messages[key] = {
      name: event.socket,
      summary: event.summary,
      description: `${promise} Audience: ${event.audience}.`,
      payload: schemas.add(event.payload, "output"),
    };
    actions[key] = { action: "send", title: event.name, summary: event.summary, channel: channel(), messages: [inChannel(key)] };
  }

  return {
    asyncapi: "3.0.0",
    info: {
      title: "Parley",
      version,
      description: `Socket.IO 4, namespace \`${base || "/"}\`, \`auth: { token }\`. Every request is acknowledged \`{ ok: true, data }\` or \`{ ok: false, error }\`.`,
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    channels: {
      socket: { address: "/socket.io/", messages: Object.fromEntries(Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }])) },
    },
    operations: actions,
    components: {
      messages,
      schemas: {
        ...schemas.components,
        Refusal: {
          type: "object",
          required: ["ok", "error"],
          properties: {
            ok: { const: false },
            error: {
              type: "object",
              required: ["code", "status"],
              properties: { code: { type: "string" }, status: { type: "integer" }, detail: { type: "string" } },
            },
          },
        },
      },
    },
  };
}

const channel = (): Json => ({ $ref: "#/channels/socket" });
const inChannel = (key: string): Json => ({ $ref: `#/channels/socket/messages/${key}` });
