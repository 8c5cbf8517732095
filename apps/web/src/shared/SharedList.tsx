import type { AttachmentKind } from "@parley/protocol";
import { Images } from "lucide-react";
import { useState } from "react";
import { useSentinel } from "../conversations/useSentinel.ts";
import { isVisual } from "../files/isVisual.ts";
import { t } from "../i18n/t.ts";
import { Spinner } from "../kit/Spinner.tsx";
import { Viewer } from "../viewer/index.ts";
import { SharedRow } from "./SharedRow.tsx";
import { SharedState } from "./SharedState.tsx";
import { SharedTile } from "./SharedTile.tsx";
import { useShared } from "./useShared.ts";

type Props = { conversationId: string; kinds: readonly AttachmentKind[]; names: ReadonlyMap<string, string> };

/** Pictures and films as tiles, anything else line by line. */
export function SharedList({ conversationId, kinds, names }: Props) {
  const { files, loading, error, retry, loadMore } = useShared(conversationId, kinds);
  const [viewing, setViewing] = useState<string | null>(null);
  const sentinel = useSentinel(loadMore);
  const nameOf = (userId: string) => names.get(userId) ?? "";
  const visual = kinds.some((kind) => isVisual({ kind }));
  return (
    <SharedState count={files.length} loading={loading} error={error} onRetry={retry} icon={<Images />}>
      <ul className={visual ? "grid grid-cols-3 gap-0.5 p-0.5" : "flex flex-col gap-1 p-3"}>
        {files.map((file) =>
          visual ? (
            <SharedTile key={file.attachment.id} file={file} onOpen={setViewing} />
          ) : (
            <SharedRow key={file.attachment.id} file={file} senderName={nameOf(file.senderId)} />
          ),
        )}
      </ul>
      {loading ? <Spinner label={t("shared.loading")} className="py-4" /> : <div ref={sentinel} />}
      {viewing ? (
        <Viewer
          visuals={files.map(({ attachment, senderId, sentAt }) => ({ attachment, senderName: nameOf(senderId), sentAt }))}
          openAt={viewing}
          onClose={() => setViewing(null)}
        />
      ) : null}
    </SharedState>
  );
}
