/**
 * Calls: every operation of the contract as a typed function, over whichever
 * transport stands. Failures of the server and of the network are the same
 * thing to a caller: a ParleyError with a code.
 */
import { type FileOperationName, type Input, type Operation, type OperationName, type Output, operations } from "@parley/protocol";
import type { Tokens } from "../connection/tokens.ts";
import { requestRest } from "./requestRest.ts";

/** Files come and go by `attachments.upload` and `attachments.link`. */
type CallName = Exclude<OperationName, FileOperationName>;
export type Call = <Name extends CallName>(name: Name, input: Input<Name>) => Promise<Output<Name>>;

/** Sends one socket request; undefined while there is no connection. */
export type SocketRequest = (event: string, input: object) => Promise<unknown> | undefined;

export type CallPorts = { url: string; tokens: Tokens; request: SocketRequest };

export function createCall({ url, tokens, request }: CallPorts): Call {
  return async <Name extends CallName>(name: Name, input: Input<Name>) => {
    const operation: Operation = operations[name];
    const answer = operation.socket === undefined ? undefined : request(operation.socket, input);
    return (await (answer ?? callRest(operation, input))) as Output<Name>;
  };

  async function callRest(operation: Operation, input: object): Promise<unknown> {
    if (operation.access === "public") return requestRest(url, operation, input);
    const token = await tokens.current();
    try {
      return await requestRest(url, operation, input, token);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      return requestRest(url, operation, input, await tokens.replace(token));
    }
  }
}

export function isTokenRefused(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === "token_expired" || code === "token_invalid" || code === "unauthenticated";
}
