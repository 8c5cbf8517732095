import { t } from "../i18n/t.ts";

const widths = ["w-32", "w-24", "w-40", "w-28", "w-36", "w-24", "w-32"];

/** The shape of the list before the list is there. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label={t("list.loading")} className="animate-breathe py-1">
      {widths.map((width, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: fixed rows without identity
        <div key={row} className="flex items-center gap-3 px-5 py-3">
          <span className="size-12 shrink-0 rounded-full bg-sunken" />
          <span className="flex flex-1 flex-col gap-2.5">
            <span className={`h-3 rounded-full bg-sunken ${width}`} />
            <span className="h-3 w-4/5 rounded-full bg-sunken" />
          </span>
        </div>
      ))}
    </div>
  );
}
