import { AlertDialog } from "@base-ui/react/alert-dialog";
import { t } from "../i18n/t.ts";
import { Button } from "./Button.tsx";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; title: string; text: string; confirm: string; onConfirm: () => void };

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ open, onOpenChange, title, text, confirm, onConfirm }: Props) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup className="fixed inset-4 z-40 m-auto flex h-fit max-w-sm flex-col gap-2 rounded-2xl border border-line bg-raised p-5 text-ink shadow-float outline-none transition duration-150 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0">
          <AlertDialog.Title className="text-[1.0625rem] font-semibold text-balance">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted text-pretty">{text}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2 pt-3">
            <AlertDialog.Close render={<Button />}>{t("common.cancel")}</AlertDialog.Close>
            <AlertDialog.Close render={<Button look="danger" onClick={onConfirm} />}>{confirm}</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
