/**
 * The contract between Parley and everything that speaks to it. Operations and
 * events are values: validation, REST, sockets, OpenAPI, AsyncAPI and the SDK
 * are all derived from them. Runs in browsers; depends on zod alone.
 */
export * from "./attachment.ts";
export * from "./conversation.ts";
export * from "./defineEvent.ts";
export * from "./defineOperation.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./ids.ts";
export * from "./limits.ts";
export * from "./message.ts";
export { type SignedIn, signedIn } from "./operations/auth.ts";
export * from "./operations.ts";
export * from "./search.ts";
export * from "./socketRequests.ts";
export * from "./user.ts";
