import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { toasts } from "./toasts.ts";

/** Short notices above everything: what failed, what was done. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="pointer-events-none fixed inset-x-0 top-[calc(env(safe-area-inset-top)+0.75rem)] z-50 mx-auto flex w-full max-w-md flex-col items-center gap-2 px-4 outline-none">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const manager = Toast.useToastManager();
  return manager.toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      data-toast
      swipeDirection={["up", "left", "right"]}
      className="pointer-events-auto max-w-full rounded-panel border border-line bg-raised text-ink shadow-float transition duration-200 data-ending-style:-translate-y-2 data-ending-style:opacity-0 data-limited:hidden data-starting-style:-translate-y-3 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2.5 py-1 ps-3.5 pe-1">
        {toast.type === "error" ? (
          <CircleAlert aria-hidden className="size-5 shrink-0 text-danger" />
        ) : (
          <CircleCheck aria-hidden className="size-5 shrink-0 text-accent-ink" />
        )}
        <Toast.Description className="py-2" />
        <Toast.Close render={<IconButton label={t("common.dismiss")} size="medium" />}>
          <X aria-hidden className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
