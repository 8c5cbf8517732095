import type { Draft, Parley } from "@parley/client";
import type { Chosen } from "../files/chosenFiles.ts";
import { keepPreview } from "../files/previews.ts";

/** Sends a message with what was chosen; its pictures stay to be seen while they are on their way. */
export function sendWithFiles(parley: Parley, draft: Draft, chosen: readonly Chosen[]): void {
  const { uploads } = parley.messages.send({ ...draft, files: chosen.map(({ file }) => file) });
  for (const [place, { preview }] of chosen.entries()) {
    const upload = uploads[place];
    if (upload && preview) keepPreview(upload.id, preview);
  }
}
