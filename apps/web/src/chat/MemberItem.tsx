import { Menu } from "@base-ui/react/menu";
import type { Conversation, Member, MemberRole } from "@parley/protocol";
import { useParley } from "@parley/react";
import { Crown, EllipsisVertical, Shield, User, UserMinus } from "lucide-react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { MenuItem } from "../kit/MenuItem.tsx";
import { MenuPopup } from "../kit/MenuPopup.tsx";
import { Avatar } from "../people/Avatar.tsx";
import { PresenceDot } from "../people/PresenceDot.tsx";
import { showError } from "../shell/toasts.ts";

type Props = { conversation: Conversation; member: Member; meId: string; online: boolean | undefined };

const roles = [
  { role: "owner", icon: <Crown aria-hidden />, label: "members.makeOwner" },
  { role: "admin", icon: <Shield aria-hidden />, label: "members.makeAdmin" },
  { role: "member", icon: <User aria-hidden />, label: "members.makeMember" },
] as const;

/** A member, their role, and what one may do about either. */
export function MemberItem({ conversation, member, meId, online }: Props) {
  const { conversations } = useParley();
  const { user, role } = member;
  const isMe = user.id === meId;
  const isOwner = conversation.me.role === "owner";
  const mayRemove = !isMe && (isOwner || (conversation.me.role === "admin" && role === "member"));
  const setRole = (next: MemberRole) => conversations.setRole(conversation.id, user.id, next).catch(showError);
  return (
    <li className="flex min-h-14 items-center gap-3 px-2 py-1.5">
      <span className="relative">
        <Avatar {...user} />
        <PresenceDot online={online} className="absolute -inset-e-0.5 -bottom-0.5 bg-raised" />
      </span>
      <bdi className="min-w-0 flex-1 truncate">{isMe ? t("members.you", { name: user.name }) : user.name}</bdi>
      {role === "member" ? null : <span className="rounded-full bg-sunken px-2 py-0.5 text-xs text-muted">{t(`members.${role}`)}</span>}
      {mayRemove || isOwner ? (
        <Menu.Root>
          <Menu.Trigger render={<IconButton label={t("members.options", { name: user.name })} size="medium" />}>
            <EllipsisVertical aria-hidden className="size-4.5" />
          </Menu.Trigger>
          <MenuPopup align="end">
            {roles
              .filter((choice) => isOwner && choice.role !== role)
              .map((choice) => (
                <MenuItem key={choice.role} icon={choice.icon} onClick={() => setRole(choice.role)}>
                  {t(choice.label)}
                </MenuItem>
              ))}
            {mayRemove ? (
              <MenuItem danger icon={<UserMinus aria-hidden />} onClick={() => conversations.removeMember(conversation.id, user.id).catch(showError)}>
                {t("members.remove")}
              </MenuItem>
            ) : null}
          </MenuPopup>
        </Menu.Root>
      ) : null}
    </li>
  );
}
