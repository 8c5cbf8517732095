import { Popover } from "@base-ui/react/popover";
import { Smile } from "lucide-react";
import { useState } from "react";
import { EmojiGrid } from "../chat/EmojiGrid.tsx";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";

export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={<IconButton label={t("composer.emoji")} size="medium" />}>
        <Smile aria-hidden className="size-5" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="top" align="start" sideOffset={10} collisionPadding={8} className="z-40">
          <Popover.Popup aria-label={t("composer.emoji")} finalFocus={false} className="rounded-panel border border-line bg-raised shadow-float outline-none">
            <EmojiGrid
              onChoose={(emoji) => {
                setOpen(false);
                onChoose(emoji);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
