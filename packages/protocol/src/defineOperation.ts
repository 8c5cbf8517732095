import type { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import type { BudgetName } from "./limits.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Something a client may ask. The same value gives validation, both
 * transports, OpenAPI, AsyncAPI and the SDK's method types.
 */
export type Operation<Name extends string = string, Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> = {
  /** `feature.verb`; the first part is the server's feature folder. */
  name: Name;
  summary: string;
  /** Strict: unknown keys are refused. Path and query parameters and body fields share one object. */
  input: Input;
  output: Output;
  /** Method and path; `:name` takes the input field of that name. */
  rest: `${Method} /${string}`;
  /** Status of success. Default 200. */
  status?: 200 | 201;
  /**
   * Not JSON alone. `upload`: the body is multipart/form-data, the input's fields first and then one file.
   * `download`: the answer is a file, and HEAD and ranges are answered too.
   */
  file?: "upload" | "download";
  /** Socket event; absent when the operation makes sense over REST only. */
  socket?: string;
  /** Who may call at all: anybody, a signed-in user (default), or an admin of the host. */
  access?: "public" | "user" | "admin";
  /** What a call is counted against. Default: `read` for GET, else `write`. */
  budget?: BudgetName;
  /** What it may answer beyond the codes that every operation shares. */
  errors: readonly ErrorCode[];
};

export function defineOperation<const Name extends string, Input extends z.ZodObject, Output extends z.ZodType>(
  operation: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return operation;
}

export function budgetOf({ budget, rest }: Pick<Operation, "budget" | "rest">): BudgetName {
  return budget ?? (rest.startsWith("GET ") ? "read" : "write");
}

/** Codes that any operation may answer, so that each need not list them. */
export const sharedErrors = [
  "validation_failed",
  "unauthenticated",
  "token_invalid",
  "token_expired",
  "session_revoked",
  "account_inactive",
  "rate_limited",
  "unavailable",
  "internal",
] as const satisfies readonly ErrorCode[];
