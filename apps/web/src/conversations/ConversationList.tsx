import type { ListName } from "@parley/client";
import { useConnection, useConversations } from "@parley/react";
import { Archive, CloudOff, MessagesSquare } from "lucide-react";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { Spinner } from "../kit/Spinner.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import { ConversationRows } from "./ConversationRows.tsx";
import { ListSkeleton } from "./ListSkeleton.tsx";
import { useSentinel } from "./useSentinel.ts";

/** The active or the archived conversations; more load while scrolling. */
export function ConversationList({ list, meId, onNew }: { list: ListName; meId: string; onNew: () => void }) {
  const { conversations, loading, loaded, hasMore, error, loadMore } = useConversations(list);
  const { status } = useConnection();
  const sentinel = useSentinel(hasMore && !error ? loadMore : undefined);

  if (!loaded && error && !loading && status === "online") {
    return (
      <EmptyState icon={<CloudOff />} title={t("list.error.title")} text={toErrorText(error)}>
        <Button onClick={loadMore}>{t("common.retry")}</Button>
      </EmptyState>
    );
  }
  if (!loaded) return <ListSkeleton />;
  if (conversations.length === 0 && list === "archived")
    return <EmptyState icon={<Archive />} title={t("list.emptyArchive.title")} text={t("list.emptyArchive.text")} />;
  if (conversations.length === 0) {
    return (
      <EmptyState icon={<MessagesSquare />} title={t("list.empty.title")} text={t("list.empty.text")}>
        <Button look="primary" onClick={onNew}>
          {t("list.empty.action")}
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      <ConversationRows conversations={conversations} meId={meId} />
      <div ref={sentinel} className="grid min-h-2 place-items-center py-2">
        {loading ? <Spinner label={t("list.loadingMore")} /> : null}
        {hasMore && error ? <Button onClick={loadMore}>{t("common.retry")}</Button> : null}
      </div>
    </>
  );
}
