import type { AttachmentKind } from "@parley/protocol";
import { CloudOff, Images } from "lucide-react";
import { useState } from "react";
import { useSentinel } from "../conversations/useSentinel.ts";
import { isVisual } from "../files/isVisual.ts";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { Spinner } from "../kit/Spinner.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import { Viewer } from "../viewer/Viewer.tsx";
import { SharedRow } from "./SharedRow.tsx";
import { SharedTile } from "./SharedTile.tsx";
import { useShared } from "./useShared.ts";

type Props = { conversationId: string; kinds: readonly AttachmentKind[]; names: ReadonlyMap<string, string> };

/** Pictures and films as tiles, anything else line by line. */
export function SharedList({ conversationId, kinds, names }: Props) {
  const { files, loading, error, retry, loadMore } = useShared(conversationId, kinds);
  const [viewing, setViewing] = useState<string | null>(null);
  const sentinel = useSentinel(loadMore);
  const nameOf = (userId: string) => names.get(userId) ?? "";
  if (error && files.length === 0)
    return (
      <EmptyState icon={<CloudOff />} title={t("list.error.title")} text={toErrorText(error)}>
        <Button onClick={retry}>{t("common.retry")}</Button>
      </EmptyState>
    );
  if (!loading && files.length === 0) return <EmptyState icon={<Images />} title={t("shared.empty.title")} text={t("shared.empty.text")} />;
  const visual = kinds.some((kind) => isVisual({ kind }));
  return (
    <>
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
      {error ? (
        <Button className="mx-auto my-3 flex" onClick={retry}>
          {t("common.retry")}
        </Button>
      ) : null}
      {viewing ? (
        <Viewer
          visuals={files.map(({ attachment, senderId, sentAt }) => ({ attachment, senderName: nameOf(senderId), sentAt }))}
          openAt={viewing}
          onClose={() => setViewing(null)}
        />
      ) : null}
    </>
  );
}
