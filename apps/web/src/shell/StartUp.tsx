import { LogOut } from "lucide-react";
import { ListSkeleton } from "../conversations/ListSkeleton.tsx";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { ConnectionBanner } from "./ConnectionBanner.tsx";

/** Before the first connection stands: the outlines of what will be there. */
export function StartUp({ failed, onSignOut }: { failed: boolean; onSignOut: () => void }) {
  if (failed) {
    return (
      <main className="flex h-dvh">
        <EmptyState icon={<LogOut />} title={t("connection.signedOut")} text={t("signIn.ended")}>
          <Button look="primary" onClick={onSignOut}>
            {t("connection.banner.signIn")}
          </Button>
        </EmptyState>
      </main>
    );
  }
  return (
    <div className="flex h-dvh flex-col">
      <ConnectionBanner onSignIn={onSignOut} />
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 overflow-hidden border-line bg-surface pt-29 wide:max-w-(--parley-list-width) wide:basis-2/5 wide:border-e">
          <ListSkeleton />
        </div>
        <div className="hidden flex-1 bg-canvas wide:block" />
      </div>
    </div>
  );
}
