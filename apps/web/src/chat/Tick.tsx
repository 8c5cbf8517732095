import type { MessageStatus } from "@parley/client";
import { CircleAlert, Clock } from "lucide-react";
import { t } from "../i18n/t.ts";

const check = "M1.5 6.5 4.5 9.5 10.5 3";

/** How far an own message has come. Every step has its own shape: clock, one check, two checks, two checks on a filled field. */
export function Tick({ status }: { status: MessageStatus }) {
  return (
    <span className="inline-flex h-3.5 shrink-0 items-center" title={t(`tick.${status}`)}>
      <span className="sr-only">{t(`tick.${status}`)}</span>
      {status === "sending" ? <Clock aria-hidden className="size-3" /> : null}
      {status === "failed" ? <CircleAlert aria-hidden className="size-3.5 text-danger" /> : null}
      {status === "sent" ? <Checks count={1} /> : null}
      {status === "delivered" ? <Checks count={2} /> : null}
      {status === "read" ? (
        <span className="grid h-3.5 place-items-center rounded-full bg-accent px-[3px] text-on-accent">
          <Checks count={2} small />
        </span>
      ) : null}
    </span>
  );
}

function Checks({ count, small = false }: { count: 1 | 2; small?: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox={count === 1 ? "0 0 12 12" : "0 0 17 12"}
      className={small ? "h-2.5" : "h-3"}
      fill="none"
      stroke="currentColor"
      strokeWidth={small ? 1.9 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={check} />
      {count === 2 ? <path d={check} transform="translate(5 0)" /> : null}
    </svg>
  );
}
