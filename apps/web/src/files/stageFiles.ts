import type { Parley, StagedUpload } from "@parley/client";
import { useParleyState } from "@parley/react";
import { useMemo } from "react";
import { showProblem } from "../shell/toasts.ts";
import { checkFiles } from "./checkFiles.ts";
import { dropPreview, keepPreview, makePreview } from "./previews.ts";

/** Takes files up for the next message of a conversation, and says at once which not. They are on their way while one writes. */
export async function stageFiles(parley: Parley, conversationId: string, files: readonly File[]): Promise<void> {
  // Without an answer the server has the last word alone.
  const maxBytes = await parley.attachments.maxBytes().catch(() => Number.POSITIVE_INFINITY);
  const held = parley.store.getState().staged.filter((upload) => upload.conversationId === conversationId);
  const { accepted, refusals } = checkFiles(files, { held: held.length, maxBytes });
  for (const refusal of refusals) showProblem(refusal);
  for (const file of accepted) {
    const { id } = parley.attachments.stage(conversationId, file);
    void makePreview(file).then((preview) => preview && keepPreview(id, preview));
  }
}

export function unstageFile(parley: Parley, { id }: Pick<StagedUpload, "id">): void {
  parley.attachments.unstage(id);
  dropPreview(id);
}

/** On signing out. */
export function unstageAll(parley: Parley): void {
  for (const upload of parley.store.getState().staged) unstageFile(parley, upload);
}

export function useStagedFiles(conversationId: string): StagedUpload[] {
  const staged = useParleyState((state) => state.staged);
  return useMemo(() => staged.filter((upload) => upload.conversationId === conversationId), [staged, conversationId]);
}
