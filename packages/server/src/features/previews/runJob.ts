import type { App } from "../../app.ts";
import { changeAsServer } from "../conversations/index.ts";
import { addPreviews, findLinks, findMessage } from "../messages/index.ts";
import { deleteJob, type PreviewJob } from "./previewJobs.sql.ts";

/** Looks at the links of a message and finishes its job. If it throws, the job stays. */
export async function runJob(app: App, job: PreviewJob): Promise<void> {
  const { conversationId, seq } = job;
  const message = await findMessage(app.pool, conversationId, seq);
  const isCurrent = message !== undefined && message.version === job.version && message.deletedAt === null;
  const links = isCurrent ? findLinks(message.text).filter((link) => !message.previews.some(({ url }) => url === link)) : [];
  const found = (await Promise.all(links.map((link) => app.previewer.preview(link)))).filter((preview) => preview !== null);
  if (found.length === 0) return deleteJob(app.db, job);
  await changeAsServer(app, conversationId, async (change) => {
    await addPreviews(change, seq, found);
    await deleteJob(change.tx, job);
  });
}
