import type { Input, OperationName, Output } from "@parley/protocol";
import { attachmentsAttempts } from "./attempts/attachments.ts";
import { authAttempts } from "./attempts/auth.ts";
import { conversationsAttempts } from "./attempts/conversations.ts";
import { liveAttempts } from "./attempts/live.ts";
import { membersAttempts } from "./attempts/members.ts";
import { messagesAttempts } from "./attempts/messages.ts";
import { usersAttempts } from "./attempts/users.ts";
import type { operationRules, Rule } from "./operations.ts";
import type { Stage } from "./stage.ts";

/** How a line of the table is tried. */
export type Attempt<Name extends OperationName = never> = {
  input(stage: Stage): Input<Name>;
  /** Fails unless the answer, and what others see afterwards, is what the caller has a right to. */
  shows(output: Output<Name>, stage: Stage): void | Promise<void>;
  /** People who cannot go on after it: their session has ended, or they are deactivated. */
  spends?(stage: Stage): string[];
  /** Where DEMO=on. */
  demo?: true;
};

type Rules = typeof operationRules;
export type Attempts = { [Name in OperationName]: Rules[Name] extends Rule ? Attempt<Name> : { [Situation in keyof Rules[Name]]: Attempt<Name> } };

/** A line of the table without an attempt does not compile. */
export const attempts: Attempts = {
  ...authAttempts,
  ...usersAttempts,
  ...conversationsAttempts,
  ...membersAttempts,
  ...messagesAttempts,
  ...attachmentsAttempts,
  ...liveAttempts,
};
