import { useEffect, useState } from "react";
import { t } from "../i18n/t.ts";
import { AccountForm } from "./AccountForm.tsx";
import { DemoPeople } from "./DemoPeople.tsx";
import { type DemoPerson, listDemoPeople } from "./demoSession.ts";

export function SignInPage() {
  const [people, setPeople] = useState<DemoPerson[]>([]);
  useEffect(() => {
    void listDemoPeople().then(setPeople);
  }, []);

  return (
    <main className="h-dvh overflow-y-auto px-5 pt-[max(env(safe-area-inset-top),2rem)] pb-[max(env(safe-area-inset-bottom),2rem)]">
      <div className="mx-auto flex min-h-full w-full max-w-2xl flex-col justify-center gap-7">
        <header className="flex flex-col items-center gap-1.5 text-center">
          <img src="/favicon.svg" alt="" className="mb-2 size-14" />
          <h1 className="text-2xl font-semibold tracking-tight">{t("signIn.title")}</h1>
          <p className="text-muted">{t("signIn.subtitle")}</p>
        </header>
        {people.length > 0 ? (
          <>
            <DemoPeople people={people} />
            <p className="mx-auto flex w-full max-w-sm items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              {t("signIn.or")}
            </p>
          </>
        ) : null}
        <div className="mx-auto w-full max-w-sm">
          <AccountForm />
        </div>
      </div>
    </main>
  );
}
