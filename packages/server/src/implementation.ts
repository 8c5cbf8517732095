import type { OperationName, Output, ParsedInput } from "@parley/protocol";
import type { Actor } from "./actor.ts";
import type { App } from "./app.ts";
import type { Download } from "./download.ts";
import type { Encoded } from "./encoded.ts";
import type { IncomingFile } from "./incomingFile.ts";

/** What an implementation gets besides its input. */
export type Call = { app: App; actor: Actor; address: string /** Of operations that take one. */; file?: IncomingFile | undefined };

/**
 * One operation's code. Input is validated and complete. Public operations are
 * called before anybody is known, so they get the app alone.
 */
export type Implementation<Name extends OperationName> = (input: ParsedInput<Name>, call: Call) => Promise<Result<Name>>;
export type PublicImplementation<Name extends OperationName> = (input: ParsedInput<Name>, call: Omit<Call, "actor">) => Promise<Output<Name> | Download>;

/** Most give an object; a cached page is JSON already, and a file is none. */
export type Result<Name extends OperationName> = Output<Name> | Encoded<Output<Name>> | Download;
