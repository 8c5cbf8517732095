import type { Parley } from "@parley/client";
import type { Attachment } from "@parley/protocol";
import { showError } from "../shell/toasts.ts";

/** Saves a file under its name. The address is asked for at this moment: an older one may have ended. */
export async function download(parley: Parley, { id, name }: Pick<Attachment, "id" | "name">): Promise<void> {
  try {
    const anchor = document.createElement("a");
    anchor.href = await parley.attachments.link(id);
    anchor.download = name;
    anchor.click();
  } catch (error) {
    showError(error);
  }
}
