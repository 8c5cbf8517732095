import { Menu } from "@base-ui/react/menu";
import type { OwnUser } from "@parley/protocol";
import { Check, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { t } from "../i18n/t.ts";
import { MenuItem } from "../kit/MenuItem.tsx";
import { MenuPopup } from "../kit/MenuPopup.tsx";
import { MenuSeparator } from "../kit/MenuSeparator.tsx";
import { Avatar } from "../people/Avatar.tsx";
import { setTheme, themes, useTheme } from "../theme/theme.ts";
import { ConnectionDot } from "./ConnectionDot.tsx";

const icons = { system: Monitor, light: Sun, dark: Moon };

/** One's own picture with the state of the connection; behind it appearance and signing out. */
export function AccountMenu({ me, onSignOut }: { me: OwnUser; onSignOut: () => void }) {
  const theme = useTheme();
  return (
    <Menu.Root>
      <Menu.Trigger aria-label={t("shell.menu")} title={me.name} className="relative ms-1.5 grid size-10 place-items-center rounded-full">
        <Avatar {...me} size={34} />
        <ConnectionDot className="absolute inset-e-0 bottom-0" />
      </Menu.Trigger>
      <MenuPopup align="end">
        <div className="px-3 pt-1.5 pb-2">
          <div className="text-xs text-muted">{t("shell.signedInAs")}</div>
          <div dir="auto" className="truncate font-medium">
            {me.name}
          </div>
        </div>
        <MenuSeparator />
        <Menu.RadioGroup value={theme} onValueChange={setTheme} aria-label={t("shell.theme")}>
          {themes.map((name) => {
            const Icon = icons[name];
            return (
              <Menu.RadioItem
                key={name}
                value={name}
                closeOnClick
                className="flex min-h-10 cursor-default items-center gap-3 rounded-lg px-3 outline-none select-none data-highlighted:bg-hover"
              >
                <Icon aria-hidden className="size-[1.125rem] text-muted" />
                <span className="flex-1">{t(`shell.theme.${name}`)}</span>
                <Menu.RadioItemIndicator>
                  <Check aria-hidden className="size-4 text-accent-ink" />
                </Menu.RadioItemIndicator>
              </Menu.RadioItem>
            );
          })}
        </Menu.RadioGroup>
        <MenuSeparator />
        <MenuItem icon={<LogOut aria-hidden className="rtl:-scale-x-100" />} onClick={onSignOut}>
          {t("shell.signOut")}
        </MenuItem>
      </MenuPopup>
    </Menu.Root>
  );
}
