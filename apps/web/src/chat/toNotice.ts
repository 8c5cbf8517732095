import type { Message, User } from "@parley/protocol";
import { locale } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";

const list = new Intl.ListFormat(locale, { type: "conjunction" });
const longestList = 5;

function nameAll(users: User[]): string {
  return list.format(users.slice(0, longestList).map((user) => user.name)) + (users.length > longestList ? " …" : "");
}

/** What a system message says, in the reader's language. */
export function toNotice(message: Message): string {
  const name = message.sender.name;
  const { notice } = message;
  switch (notice?.kind) {
    case "conversation_created":
      return t("notice.created", { name });
    case "title_changed":
      return notice.title === null ? t("notice.untitled", { name }) : t("notice.titled", { name, title: notice.title });
    case "image_changed":
      return t("notice.image", { name });
    case "members_added":
      if (notice.users.length === 1 && notice.users[0]?.id === message.sender.id) return t("notice.joined", { name });
      return t("notice.added", { name, people: nameAll(notice.users) });
    case "member_removed":
      return t("notice.removed", { name, person: notice.user.name });
    case "member_left":
      return t("notice.left", { name: notice.user.name });
    case "role_changed":
      if (notice.role === "owner" || notice.role === "admin" || notice.role === "member")
        return t(`notice.role.${notice.role}`, { name, person: notice.user.name });
      return t("notice.other");
    default:
      return t("notice.other");
  }
}
