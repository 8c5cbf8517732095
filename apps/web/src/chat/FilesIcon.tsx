import type { Message } from "@parley/protocol";
import { File, Image, Mic, Video } from "lucide-react";

/** Before a message in one line: that it carries something, and what. */
export function FilesIcon({ message }: { message: Message }) {
  const [first] = message.attachments;
  if (!first || message.deletedAt !== null) return null;
  const Icon = { image: Image, video: Video, audio: Mic, file: File }[first.kind];
  return <Icon aria-hidden className="size-3.5 shrink-0" />;
}
