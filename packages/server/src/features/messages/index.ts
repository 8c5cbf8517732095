/**
 * The send path, and what may be done to a message afterwards. Promises: an
 * acknowledged message is committed; in each conversation seq is 1, 2, 3 …
 * without gaps, in the order of the commits; a retry with the same clientId
 * gives the original; a deleted text is gone; `changes` gives a device
 * everything since its rev, or says `reset`.
 */
import { changes } from "./changes.ts";
import { edit } from "./edit.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { listPinned } from "./listPinned.ts";
import { pin } from "./pin.ts";
import { react } from "./react.ts";
import { remove } from "./remove.ts";
import { removePreviews } from "./removePreviews.ts";
import { send } from "./send.ts";
import { sync } from "./sync.ts";

export { findLinks } from "./findLinks.ts";
export { addPreviews } from "./linkPreviews.ts";
export { findMessage, listReadable } from "./messages.sql.ts";
export { PageCache } from "./pageCache.ts";
export { replay } from "./replay.ts";
export { SendQueue } from "./sendQueue.ts";
export const messages = { send, list, get, edit, remove, removePreviews, react, pin, listPinned, changes, sync };
