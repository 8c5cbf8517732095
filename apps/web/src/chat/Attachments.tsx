import type { Attachment } from "@parley/protocol";
import { useParley } from "@parley/react";
import { FileText } from "lucide-react";
import { useEffect, useState } from "react";
import { toFileSize } from "../i18n/toFileSize.ts";

/** Pictures in a box of fixed height, so that loading moves nothing; anything else as a card to open. */
export function Attachments({ attachments }: { attachments: Attachment[] }) {
  return (
    <ul className="mb-1 flex flex-col gap-1">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          <AttachmentCard attachment={attachment} />
        </li>
      ))}
    </ul>
  );
}

function AttachmentCard({ attachment }: { attachment: Attachment }) {
  const url = useLink(attachment);
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className="block overflow-hidden rounded-xl">
      {attachment.kind === "image" ? (
        <img src={url} alt={attachment.name} loading="lazy" className="h-56 w-72 max-w-full bg-sunken object-cover" />
      ) : (
        <span className="flex items-center gap-3 bg-sunken px-3 py-2.5 text-ink">
          <FileText aria-hidden className="size-6 shrink-0 text-accent-ink" />
          <span className="min-w-0">
            <bdi className="block truncate font-medium">{attachment.name}</bdi>
            <span className="block text-xs text-muted">{toFileSize(attachment.bytes)}</span>
          </span>
        </span>
      )}
    </a>
  );
}

/** undefined until it is known, and where the file is gone. */
function useLink({ id }: Attachment): string | undefined {
  const parley = useParley();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    parley.attachments.link(id).then(setUrl, () => setUrl(undefined));
  }, [parley, id]);
  return url;
}
