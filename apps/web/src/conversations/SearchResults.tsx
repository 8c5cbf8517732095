import { CloudOff, SearchX } from "lucide-react";
import { t } from "../i18n/t.ts";
import { EmptyState } from "../kit/EmptyState.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import { ConversationRows } from "./ConversationRows.tsx";
import { ListSkeleton } from "./ListSkeleton.tsx";
import { useConversationSearch } from "./useConversationSearch.ts";

export function SearchResults({ text, meId }: { text: string; meId: string }) {
  const { query, found, error } = useConversationSearch(text);
  if (error) return <EmptyState icon={<CloudOff />} title={t("list.error.title")} text={toErrorText(error)} />;
  if (!found) return <ListSkeleton />;
  if (found.length === 0) return <EmptyState icon={<SearchX />} title={t("list.noResults.title")} text={t("list.noResults.text", { query })} />;
  return <ConversationRows conversations={found} meId={meId} />;
}
