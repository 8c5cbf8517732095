/**
 * Link previews: what the pages that a message links to say of themselves.
 * A reactor, so a send never waits for them; they come as a change of the
 * message (`message.previewed`). Promises: a commit whose previews a crash
 * prevented gets them later; what comes after an edit, a deletion or a removal
 * changes nothing; a page that cannot be had is a message without preview,
 * never an error. Pages are fetched through the guarded door (outbound/) alone.
 *
 *   published ─▶ job (leased to this node) ─▶ pages ─▶ message changed, job deleted: one commit
 *                  └─ the lease ends: crash, or too busy ─▶ taken over, three times at most
 */
export { Previewer } from "./previewer.ts";
export { PreviewReactor } from "./previewReactor.ts";
