import type { ReactNode } from "react";
import { toFileSize } from "../i18n/toFileSize.ts";
import { toFileIcon } from "./toFileIcon.ts";

type Props = { name: string; detail?: string; bytes: number; lead?: ReactNode };

/** A file in words: icon, name, size. Of a long name the ending is seen as well: it says what it is. */
export function FileLine({ name, bytes, lead, detail = toFileSize(bytes) }: Props) {
  const Icon = toFileIcon(name);
  const split = name.length - (/\.\w{1,8}$/.exec(name)?.[0].length ?? 0);
  return (
    <>
      {lead ?? (
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-accent text-on-accent">
          <Icon aria-hidden className="size-5" />
        </span>
      )}
      <span className="min-w-0 flex-1 text-start">
        <span className="flex font-medium" title={name}>
          <bdi className="flex min-w-0">
            <span className="truncate whitespace-pre">{name.slice(0, split)}</span>
            <span className="shrink-0 whitespace-pre">{name.slice(split)}</span>
          </bdi>
        </span>{" "}
        <span className="block text-xs opacity-80">
          <bdi>{detail}</bdi>
        </span>
      </span>
    </>
  );
}
