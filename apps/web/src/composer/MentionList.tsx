import clsx from "clsx";
import { t } from "../i18n/t.ts";
import { Avatar } from "../people/Avatar.tsx";
import type { useMentions } from "./useMentions.ts";

type Props = { mentions: ReturnType<typeof useMentions>; onChange: (text: string) => void };

export function MentionList({ mentions, onChange }: Props) {
  const { matches, at, listId, choose, highlight } = mentions;
  if (matches.length === 0) return null;
  return (
    <div
      role="listbox"
      id={listId}
      aria-label={t("composer.mentions")}
      className="absolute inset-s-2 bottom-full z-20 mb-2 w-72 max-w-[calc(100%-1rem)] overflow-hidden rounded-panel border border-line bg-raised p-1.5 shadow-float"
    >
      {matches.map((member, place) => (
        <div
          key={member.user.id}
          id={`${listId}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === at}
          onPointerMove={() => highlight(place)}
          onPointerDown={(event) => {
            event.preventDefault();
            choose(member, onChange);
          }}
          className={clsx("flex items-center gap-2.5 rounded-lg px-2 py-1.5", place === at && "bg-hover")}
        >
          <Avatar {...member.user} size={32} />
          <bdi className="truncate">{member.user.name}</bdi>
        </div>
      ))}
    </div>
  );
}
