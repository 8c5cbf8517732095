import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "./IconButton.tsx";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; title: string; children: ReactNode };

/** A modal dialog: a sheet at the bottom on small screens, a centred card on large ones. Focus stays inside and returns. */
export function Dialog({ open, onOpenChange, title, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className="fixed inset-x-0 bottom-0 z-30 flex max-h-[92dvh] flex-col overflow-hidden rounded-t-2xl bg-raised pb-[env(safe-area-inset-bottom)] text-ink shadow-float outline-none transition duration-200 data-ending-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:translate-y-4 data-starting-style:opacity-0 wide:inset-0 wide:m-auto wide:h-fit wide:max-h-[min(40rem,86dvh)] wide:w-md wide:rounded-2xl wide:border wide:border-line">
          <Base.Title className="ps-5 pe-14 pt-4.5 pb-2.5 text-[1.0625rem] leading-6 font-semibold">{title}</Base.Title>
          {children}
          <Base.Close render={<IconButton label={t("common.close")} />} className="absolute inset-e-2.5 top-2.5">
            <X aria-hidden className="size-5" />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
