import type { User } from "@parley/protocol";
import { t } from "../i18n/t.ts";

/** "Asha is typing…", "Asha and Ben are typing…", "Asha and 3 others are typing…"; "" when nobody is. */
export function toTypingText(users: readonly User[]): string {
  const [first, second] = users;
  if (!first) return "";
  if (!second) return t("typing.one", { name: first.name });
  if (users.length === 2) return t("typing.two", { first: first.name, second: second.name });
  return t("typing.many", { name: first.name, count: users.length - 1 });
}
