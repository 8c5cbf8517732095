import { type Outcome, overRest, overSocket, type Transport } from "./call.ts";
import type { Row } from "./rows.ts";
import type { Stage } from "./stage.ts";

/** Tries a line of the table, as the caller of the stage. */
export function ask({ operation, attempt }: Row, stage: Stage, transport: Transport): Promise<Outcome> {
  const { world, caller } = stage;
  const input = attempt.input(stage);
  if (transport === "REST") return overRest(attempt.demo ? world.demoServer : world.server, caller?.token, operation, input);
  if (caller === undefined) throw new Error("nobody has no socket");
  return overSocket(caller.socket, operation, input);
}

/** Without a token, and deactivated, one has no socket to ask over. */
export const hasSocket = ({ caller }: Stage): boolean => caller?.socket.connected ?? false;
