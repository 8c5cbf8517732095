import type { ListName } from "@parley/client";
import type { OwnUser } from "@parley/protocol";
import { useState } from "react";
import { lazily } from "../kit/lazily.tsx";
import { SearchPane } from "../search/SearchPane.tsx";
import { ConversationList } from "./ConversationList.tsx";
import { PaneHeader } from "./PaneHeader.tsx";

const NewConversationDialog = lazily(async () => (await import("./NewConversationDialog.tsx")).NewConversationDialog);

/** The left side: title and actions, search, and the list itself. */
export function ConversationsPane({ me, onSignOut }: { me: OwnUser; onSignOut: () => void }) {
  const [list, setList] = useState<ListName>("active");
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <PaneHeader me={me} list={list} onList={setList} onNew={() => setChoosing(true)} onSignOut={onSignOut} />
      <SearchPane meId={me.id}>
        <ConversationList key={list} list={list} meId={me.id} onNew={() => setChoosing(true)} />
      </SearchPane>
      <NewConversationDialog open={choosing} onOpenChange={setChoosing} meId={me.id} />
    </>
  );
}
