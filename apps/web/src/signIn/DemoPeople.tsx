import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { Avatar } from "../people/Avatar.tsx";
import { showError } from "../shell/toasts.ts";
import { type DemoPerson, signInAsDemo } from "./demoSession.ts";

/** One click and one is somebody: for trying the product without an account. */
export function DemoPeople({ people }: { people: DemoPerson[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = (userId: string) => {
    setChosen(userId);
    signInAsDemo(userId)
      .catch(showError)
      .finally(() => setChosen(null));
  };
  return (
    <section aria-labelledby="demo-people">
      <h2 id="demo-people" className="mb-2.5 text-sm font-medium text-muted">
        {t("signIn.demo")}
      </h2>
      <ul className="grid grid-cols-1 gap-px overflow-hidden rounded-panel border border-line bg-line wide:grid-cols-2">
        {people.map((person) => (
          <li key={person.id} className="bg-surface">
            <button
              type="button"
              disabled={chosen !== null}
              aria-label={t("signIn.demoAs", { name: person.name })}
              onClick={() => choose(person.id)}
              className="group flex w-full items-center gap-3 px-3.5 py-2.5 text-start transition-colors hover:bg-hover focus-visible:-outline-offset-2 disabled:opacity-60"
            >
              <Avatar {...person} />
              <span className="min-w-0 flex-1">
                <span dir="auto" className="block truncate font-medium text-match">
                  {person.name}
                </span>
                <span dir="auto" className="block truncate text-sm text-match text-muted">
                  {person.headline}
                </span>
              </span>
              <ArrowRight
                aria-hidden
                className="size-4 shrink-0 text-muted opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 rtl:-scale-x-100"
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
