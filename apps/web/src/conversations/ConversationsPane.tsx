import type { ListName } from "@parley/client";
import type { OwnUser } from "@parley/protocol";
import { useState } from "react";
import { ConversationList } from "./ConversationList.tsx";
import { NewConversationDialog } from "./NewConversationDialog.tsx";
import { PaneHeader } from "./PaneHeader.tsx";
import { SearchField } from "./SearchField.tsx";
import { SearchResults } from "./SearchResults.tsx";

/** The left side: title and actions, search, and the list itself. */
export function ConversationsPane({ me, onSignOut }: { me: OwnUser; onSignOut: () => void }) {
  const [list, setList] = useState<ListName>("active");
  const [search, setSearch] = useState("");
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <PaneHeader me={me} list={list} onList={setList} onNew={() => setChoosing(true)} onSignOut={onSignOut} />
      <SearchField value={search} onChange={setSearch} />
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain pb-[env(safe-area-inset-bottom)]">
        {search.trim() ? (
          <SearchResults text={search} meId={me.id} />
        ) : (
          <ConversationList key={list} list={list} meId={me.id} onNew={() => setChoosing(true)} />
        )}
      </div>
      <NewConversationDialog open={choosing} onOpenChange={setChoosing} meId={me.id} />
    </>
  );
}
