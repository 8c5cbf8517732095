/**
 * Files. Promises: a file is seen by its sender alone until a message has it,
 * and then by whoever may read that message, judged whenever it is fetched;
 * what it is is decided by its content; a picture tells nothing of where it was
 * taken; nothing is whole in memory. What is refused or was not sent is removed.
 *
 *   upload ──▶ storing ─▶ ready ─▶ claimed by a message ─▶ deleted ─▶ gone (sweeper)
 *   begin ─▶ expected ─complete─┘   └─ discarded, a day old ──▲
 */
import { begin } from "./begin.ts";
import { complete } from "./complete.ts";
import { discard } from "./discard.ts";
import { download } from "./download.ts";
import { limits } from "./limits.ts";
import { link, links } from "./link.ts";
import { list } from "./list.ts";
import { upload } from "./upload.ts";

export { markDeleted } from "./attachments.sql.ts";
export { claim } from "./claim.sql.ts";
export { Files } from "./files.ts";
export const attachments = { limits, upload, begin, complete, link, links, download, list, discard };
