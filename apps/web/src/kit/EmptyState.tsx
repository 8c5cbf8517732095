import type { ReactNode } from "react";

/** What a pane shows when it has nothing to show: what this is, and what to do. */
export function EmptyState({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <div className="m-auto flex max-w-xs flex-col items-center gap-3 px-6 py-10 text-center">
      <div aria-hidden className="mb-1 grid size-16 place-items-center rounded-full bg-accent-soft text-accent-ink [&_svg]:size-7">
        {icon}
      </div>
      <h2 className="text-[1.0625rem] font-semibold">{title}</h2>
      <p className="text-muted text-pretty">{text}</p>
      {children ? <div className="pt-2">{children}</div> : null}
    </div>
  );
}
