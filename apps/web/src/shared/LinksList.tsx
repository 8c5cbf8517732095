import { Link2 } from "lucide-react";
import { useSentinel } from "../conversations/useSentinel.ts";
import { t } from "../i18n/t.ts";
import { Spinner } from "../kit/Spinner.tsx";
import { LinkRow } from "./LinkRow.tsx";
import { SharedState } from "./SharedState.tsx";
import { useLinks } from "./useLinks.ts";

/** Messages with links, newest first: a search without words. */
export function LinksList({ conversationId }: { conversationId: string }) {
  const { messages, loading, error, retry, loadMore } = useLinks(conversationId);
  const sentinel = useSentinel(loadMore);
  return (
    <SharedState count={messages.length} loading={loading} error={error} onRetry={retry} icon={<Link2 />}>
      <ul className="flex flex-col gap-1 p-3">
        {messages.map((message) => (
          <LinkRow key={message.id} message={message} />
        ))}
      </ul>
      {loading ? <Spinner label={t("shared.loading")} className="py-4" /> : <div ref={sentinel} />}
    </SharedState>
  );
}
