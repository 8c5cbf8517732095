import type { User } from "@parley/protocol";
import { useParley } from "@parley/react";
import { useLocation } from "wouter";
import { Avatar } from "../people/Avatar.tsx";
import { showError } from "../shell/toasts.ts";
import { Option } from "./Option.tsx";

/** Opens the direct conversation with somebody; it begins if there is none. */
export function PersonResult({ person, onOpen }: { person: User; onOpen: () => void }) {
  const { conversations } = useParley();
  const [, navigate] = useLocation();
  const open = () => {
    onOpen();
    conversations.create({ type: "direct", participantIds: [person.id] }).then(({ id }) => navigate(`/c/${id}`), showError);
  };
  return (
    <Option id={`search-person-${person.id}`} onChoose={open}>
      <Avatar {...person} />
      <span dir="auto" className="min-w-0 flex-1 truncate text-match font-medium">
        {person.name}
      </span>
    </Option>
  );
}
