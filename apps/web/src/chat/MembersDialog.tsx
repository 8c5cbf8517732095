import { type Conversation, limits, type User } from "@parley/protocol";
import { useParley } from "@parley/react";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { Spinner } from "../kit/Spinner.tsx";
import { PersonPicker } from "../people/PersonPicker.tsx";
import { useLivePresence } from "../people/useLivePresence.ts";
import { showError } from "../shell/toasts.ts";
import { MemberItem } from "./MemberItem.tsx";
import { useAllMembers } from "./useAllMembers.ts";

type Props = { conversation: Conversation; meId: string; open: boolean; onOpenChange: (open: boolean) => void };

export function MembersDialog({ open, onOpenChange, ...rest }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("members.title")}>
      <Members {...rest} />
    </Dialog>
  );
}

/** Who is in the group; owners and admins add people here. */
function Members({ conversation, meId }: Pick<Props, "conversation" | "meId">) {
  const parley = useParley();
  const { members, loading, loadMore } = useAllMembers(conversation);
  const [adding, setAdding] = useState<User[] | null>(null);
  const presences = useLivePresence(members.map((member) => member.user.id).slice(0, limits.presenceWatches));
  const add = (users: User[]) => {
    const userIds = users.map((user) => user.id);
    parley.conversations.addMembers(conversation.id, userIds).then(() => setAdding(null), showError);
  };

  if (adding) {
    return (
      <div className="flex min-h-0 flex-1 flex-col pt-2">
        <PersonPicker chosen={adding} onChange={setAdding} hiddenIds={members.map((member) => member.user.id)} />
        <footer className="flex justify-end gap-2 border-t border-line p-5 pt-4">
          <Button onClick={() => setAdding(null)}>{t("common.cancel")}</Button>
          <Button look="primary" disabled={adding.length === 0} onClick={() => add(adding)}>
            {t("members.addSubmit", { count: adding.length })}
          </Button>
        </footer>
      </div>
    );
  }
  return (
    <div className="min-h-40 flex-1 overflow-y-auto px-3 pb-3">
      {conversation.me.role === "member" ? null : (
        <button
          type="button"
          onClick={() => setAdding([])}
          className="flex w-full items-center gap-3 rounded-panel px-2 py-2 text-start font-medium text-accent-ink hover:bg-hover"
        >
          <span className="grid size-10 place-items-center rounded-full bg-accent-soft">
            <UserPlus aria-hidden className="size-5" />
          </span>
          {t("members.add")}
        </button>
      )}
      <ul>
        {members.map((member) => (
          <MemberItem key={member.user.id} conversation={conversation} member={member} meId={meId} online={presences[member.user.id]?.online} />
        ))}
      </ul>
      {loading ? <Spinner label={t("members.loading")} className="py-4" /> : null}
      {loadMore ? (
        <Button className="mx-auto mt-2 flex" onClick={loadMore}>
          {t("members.more")}
        </Button>
      ) : null}
    </div>
  );
}
