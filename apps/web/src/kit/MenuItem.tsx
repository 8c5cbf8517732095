import { Menu } from "@base-ui/react/menu";
import clsx from "clsx";
import type { ReactNode } from "react";

type Props = { icon: ReactNode; children: ReactNode; onClick: () => void; danger?: boolean; shortcut?: string };

export function MenuItem({ icon, children, onClick, danger = false, shortcut }: Props) {
  return (
    <Menu.Item
      onClick={onClick}
      className={clsx(
        "flex min-h-10 cursor-default items-center gap-3 rounded-lg px-3 outline-none select-none data-highlighted:bg-hover [&_svg]:size-[1.125rem] [&_svg]:shrink-0",
        danger ? "text-danger" : "[&_svg]:text-muted",
      )}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {shortcut ? <kbd className="pointer-coarse:hidden font-sans text-xs text-muted">{shortcut}</kbd> : null}
    </Menu.Item>
  );
}
