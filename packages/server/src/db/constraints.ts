import { type ErrorCode, fail, type ParleyError } from "@parley/protocol";
import pg from "pg";
import { DatabaseSilent } from "./watchPool.ts";

/** Constraint → what its violation means to a client. A violation that is not listed is a bug. */
const codes: Record<string, ErrorCode> = {
  accounts_email_key: "email_taken",
  members_user_id_fkey: "user_unknown",
};

/**
 * SQLSTATE classes in which the same request may succeed later: connection, resources, shutdown, lock and serialisation trouble,
 * a transaction that was ended for being idle, a server that has become read-only (its disk is full, or it is a replica now), a failing disk.
 */
const transient = /^(08|53|57P|40|55P03|25P03|25006|58030)/;
/** Of sockets, and of names: where the database is a container, its name goes with it. */
const networkTrouble =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EMFILE|ENFILE)$/;
/** What pg says without a code. */
const lost = /timeout exceeded when trying to connect|Connection terminated|is not queryable|timeout expired/;

/** For whoever asks when to come again: an answer, or the database, may be back at any moment. */
const retryAfterMs = 1000;

/** Translates what the database throws; anything else passes unchanged. */
export function fromDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, constraint } = error as Error & { code?: string; constraint?: string };
  if (error instanceof pg.DatabaseError) {
    const known = constraint === undefined ? undefined : codes[constraint];
    if (known !== undefined) return fail(known);
    if (code === "57014") return tooLong();
    return code !== undefined && transient.test(code) ? fail("unavailable", { retryAfterMs }) : error;
  }
  if (error instanceof DatabaseSilent) return tooLong();
  return lost.test(error.message) || (code !== undefined && networkTrouble.test(code)) ? fail("unavailable", { retryAfterMs }) : error;
}

function tooLong(): ParleyError {
  return fail("unavailable", { detail: "The database took too long.", retryAfterMs });
}
