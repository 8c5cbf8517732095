import { fail, limits } from "@parley/protocol";
import type { Kysely, Transaction } from "kysely";
import type { App } from "../../app.ts";
import type { Config } from "../../config.ts";
import type { Database } from "../../db/schema.ts";
import { sumOwned } from "./attachments.sql.ts";

type Limits = Pick<Config, "uploadMaxBytes" | "uploadQuotaBytes">;

/** Throws `file_too_large` for what is announced as too large, before any of it is read. */
export function requireSize({ uploadMaxBytes }: Limits, bytes: number | undefined): void {
  if (bytes !== undefined && bytes > uploadMaxBytes) throw fail("file_too_large", { maxBytes: uploadMaxBytes });
}

/** Throws `quota_exceeded` when a file of so many bytes is one too many for its owner. */
export async function requireRoom(
  db: Kysely<Database> | Transaction<Database>,
  { config }: Pick<App, "config">,
  file: { ownerId: string; bytes: number },
): Promise<void> {
  const { bytes, unclaimed } = await sumOwned(db, file.ownerId);
  if (unclaimed >= limits.unclaimedUploads) throw fail("quota_exceeded", { unclaimed: limits.unclaimedUploads });
  const { uploadQuotaBytes } = config;
  if (uploadQuotaBytes > 0 && bytes + file.bytes > uploadQuotaBytes) throw fail("quota_exceeded", { quotaBytes: uploadQuotaBytes });
}
