import { Menu } from "@base-ui/react/menu";
import type { ComponentProps, ReactNode } from "react";

type Props = Pick<ComponentProps<typeof Menu.Positioner>, "align" | "side" | "anchor"> &
  Pick<ComponentProps<typeof Menu.Popup>, "finalFocus"> & { children: ReactNode };

/** The surface that menu items lie on. */
export function MenuPopup({ children, finalFocus, ...position }: Props) {
  return (
    <Menu.Portal>
      <Menu.Positioner className="z-40 outline-none" sideOffset={6} collisionPadding={8} {...position}>
        <Menu.Popup
          finalFocus={finalFocus}
          className="max-h-(--available-height) min-w-52 origin-(--transform-origin) overflow-y-auto rounded-panel border border-line bg-raised p-1.5 text-ink shadow-float outline-none transition duration-120 data-ending-style:scale-97 data-ending-style:opacity-0 data-starting-style:scale-97 data-starting-style:opacity-0"
        >
          {children}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  );
}
