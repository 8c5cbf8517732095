import { Popover } from "@base-ui/react/popover";
import type { Message } from "@parley/protocol";
import { useParley } from "@parley/react";
import { t } from "../i18n/t.ts";
import { showError } from "../shell/toasts.ts";
import { EmojiGrid } from "./EmojiGrid.tsx";

type Props = { message: Message; anchor: HTMLElement; onClose: () => void };

/** Chooses an emoji to react with. */
export function EmojiPopover({ message, anchor, onClose }: Props) {
  const parley = useParley();
  const choose = (emoji: string) => {
    onClose();
    parley.messages.react(message, emoji).catch(showError);
  };
  return (
    <Popover.Root defaultOpen modal="trap-focus" onOpenChange={(open) => open || onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="top" sideOffset={6} collisionPadding={8} className="z-40">
          <Popover.Popup
            aria-label={t("reaction.add")}
            finalFocus={() => anchor.closest<HTMLElement>("[data-message]")}
            className="rounded-panel border border-line bg-raised shadow-float outline-none"
          >
            <EmojiGrid onChoose={choose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
