import clsx from "clsx";
import { type MouseEvent, type ReactNode, useContext } from "react";
import { Link } from "wouter";
import type { Visit } from "../shell/useTarget.ts";
import { ActiveOption } from "./OptionsContext.ts";

type Props = { id: string; onChoose?: () => void; href?: string; current?: boolean; children: ReactNode };

/** One thing to choose below the search field. Focus stays in the field; arrow keys and the pointer choose. */
export function Option({ id, onChoose, href, current = false, children }: Props) {
  const active = useContext(ActiveOption) === id;
  const shared = {
    id,
    role: "option",
    tabIndex: -1,
    "aria-selected": active,
    onMouseDown: (event: MouseEvent) => event.preventDefault(),
    onClick: onChoose,
    className: clsx(
      "mx-2 flex cursor-pointer items-center gap-3 rounded-panel px-3 py-2",
      active ? "bg-hover outline-2 -outline-offset-2 outline-accent-ink" : current ? "bg-accent-soft" : "hover:bg-hover",
    ),
  };
  if (href === undefined) return <div {...shared}>{children}</div>;
  return (
    <KeyboardLink {...shared} href={href}>
      {children}
    </KeyboardLink>
  );
}

type LinkProps = { href: string; onClick?: (() => void) | undefined; children: ReactNode; className: string };

/** A link that says in the history entry whether it was followed by keyboard: that click has no pointer. */
function KeyboardLink({ href, onClick, children, ...rest }: LinkProps) {
  const state: Visit = { focus: false };
  return (
    <Link
      {...rest}
      href={href}
      state={state}
      onClick={(event: MouseEvent) => {
        state.focus = event.detail === 0;
        onClick?.();
      }}
    >
      {children}
    </Link>
  );
}
