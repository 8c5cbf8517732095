import { limits, type User } from "@parley/protocol";
import { useParley } from "@parley/react";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { TextField } from "../kit/TextField.tsx";
import { PersonPicker } from "../people/PersonPicker.tsx";
import { showError } from "../shell/toasts.ts";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; meId: string };

/** One person: a direct conversation, the existing one if there is one. Several: a group. */
export function NewConversationDialog({ open, onOpenChange, meId }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("new.title")}>
      <NewConversationForm meId={meId} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function NewConversationForm({ meId, onDone }: { meId: string; onDone: () => void }) {
  const parley = useParley();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<User[]>([]);
  const [title, setTitle] = useState("");
  const [working, setWorking] = useState(false);
  const isGroup = chosen.length > 1;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWorking(true);
    try {
      const participantIds = chosen.map((user) => user.id);
      const named = isGroup && title.trim() !== "" ? { title: title.trim() } : {};
      const conversation = await parley.conversations.create({ type: isGroup ? "group" : "direct", participantIds, ...named });
      onDone();
      navigate(`/c/${conversation.id}`);
    } catch (error) {
      showError(error);
    } finally {
      setWorking(false);
    }
  };

  return (
    <form onSubmit={submit} className="flex min-h-0 flex-1 flex-col pt-2">
      <PersonPicker chosen={chosen} onChange={setChosen} hiddenIds={[meId]} />
      <footer className="flex flex-col gap-3 border-t border-line p-5 pt-4">
        {isGroup ? (
          <TextField
            label={t("new.groupTitle")}
            placeholder={t("new.groupTitleHint")}
            value={title}
            maxLength={limits.conversationTitle}
            onChange={(event) => setTitle(event.target.value)}
          />
        ) : null}
        <Button type="submit" look="primary" disabled={working || chosen.length === 0}>
          {t(isGroup ? "new.startGroup" : "new.start")}
        </Button>
      </footer>
    </form>
  );
}
