import type { z } from "zod";
import { attachmentsOperations } from "./operations/attachments.ts";
import { authOperations } from "./operations/auth.ts";
import { conversationsOperations } from "./operations/conversations.ts";
import { demoOperations } from "./operations/demo.ts";
import { presenceOperations, receiptsOperations, typingOperations } from "./operations/live.ts";
import { messagesOperations } from "./operations/messages.ts";
import { searchOperations } from "./operations/search.ts";
import { usersOperations } from "./operations/users.ts";

/** Every operation, by name. The order is that of the documentation. */
export const operations = {
  ...authOperations,
  ...usersOperations,
  ...conversationsOperations,
  ...messagesOperations,
  ...searchOperations,
  ...attachmentsOperations,
  ...receiptsOperations,
  ...typingOperations,
  ...presenceOperations,
  ...demoOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** Those that carry a file, and so are no plain call. */
export type FileOperationName = "attachments.upload" | "attachments.download";
/** What a caller gives; defaults may be left out. */
export type Input<Name extends OperationName> = z.input<Operations[Name]["input"]>;
/** What an implementation receives: validated, defaults filled in. */
export type ParsedInput<Name extends OperationName> = z.output<Operations[Name]["input"]>;
export type Output<Name extends OperationName> = z.output<Operations[Name]["output"]>;
