import { events, ParleyError, type ParleyEvent } from "@parley/protocol";
import type { Socket } from "socket.io-client";

/** A request over a plain socket: the data of its acknowledgement. A refusal is thrown as the ParleyError that it is. */
export async function ask<Data = unknown>(socket: Socket, event: string, ...input: unknown[]): Promise<Data> {
  const answer = await socket.timeout(10_000).emitWithAck(event, ...input);
  if (!answer.ok) throw ParleyError.fromBody(answer.error);
  return answer.data as Data;
}

const nameOf = new Map(Object.values(events).map(({ socket, name }) => [socket, name] as const));

/** Everything that a socket hears from now on, in order. */
export function listen(socket: Socket): ParleyEvent[] {
  const heard: ParleyEvent[] = [];
  socket.onAny((event: string, payload: unknown) => heard.push({ name: nameOf.get(event), payload } as ParleyEvent));
  return heard;
}
