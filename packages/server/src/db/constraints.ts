import { type ErrorCode, fail } from "@parley/protocol";
import pg from "pg";

/** Constraint → what its violation means to a client. A violation that is not listed is a bug. */
const codes: Record<string, ErrorCode> = {
  accounts_email_key: "email_taken",
  members_user_id_fkey: "user_unknown",
};

/** SQLSTATE classes in which the same request may succeed later: connection, resources, shutdown, lock and serialisation trouble. */
const transient = /^(08|53|57P|40|55P03)/;
const socketTrouble = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT"]);

/** Translates what the database throws; anything else passes unchanged. */
export function fromDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, constraint } = error as Error & { code?: string; constraint?: string };
  if (error instanceof pg.DatabaseError) {
    const known = constraint === undefined ? undefined : codes[constraint];
    if (known !== undefined) return fail(known);
    if (code === "57014") return fail("unavailable", { detail: "The database took too long." });
    return code !== undefined && transient.test(code) ? fail("unavailable") : error;
  }
  const lost = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(error.message);
  return lost || (code !== undefined && socketTrouble.has(code)) ? fail("unavailable") : error;
}
