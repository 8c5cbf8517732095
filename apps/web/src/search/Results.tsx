import { t } from "../i18n/t.ts";
import { ConversationResult } from "./ConversationResult.tsx";
import { Few } from "./Few.tsx";
import { MessageResult } from "./MessageResult.tsx";
import { MoreOption } from "./MoreOption.tsx";
import { PersonResult } from "./PersonResult.tsx";
import { Section } from "./Section.tsx";
import { TotalCount } from "./TotalCount.tsx";
import type { SearchView } from "./useSearchView.ts";

type Props = { view: SearchView; meId: string; onOpen: () => void };

/** Conversations, people and messages that answer. */
export function Results({ view: { quick, messages, answersQuestion, problem }, meId, onOpen }: Props) {
  const { answer, loading, error, loadMore } = messages;
  if (problem) return null;
  return (
    <>
      <Few key={`conversations ${quick?.query}`} title={t("search.conversations")} name="conversations" all={quick?.conversations ?? []}>
        {(conversation) => <ConversationResult key={conversation.id} conversation={conversation} meId={meId} onOpen={onOpen} />}
      </Few>
      <Few key={`people ${quick?.query}`} title={t("search.people")} name="people" all={quick?.people ?? []}>
        {(person) => <PersonResult key={person.id} person={person} onOpen={onOpen} />}
      </Few>
      {answer && answer.results.length > 0 && (answersQuestion || !error) ? (
        <Section title={t("search.messages")} aside={<TotalCount {...answer.total} />}>
          {answer.results.map((result) => (
            <MessageResult key={result.message.id} result={result} meId={meId} onOpen={onOpen} />
          ))}
          {answer.nextCursor ? <MoreOption name="messages" loading={loading === "more"} error={error} onMore={() => void loadMore()} /> : null}
        </Section>
      ) : null}
    </>
  );
}
