import { limits } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { toFileSize } from "../i18n/toFileSize.ts";

/** Those that people are sent by mistake. The server's own list is longer, and has the last word. */
const programs = new Set("exe dll scr com pif bat cmd msi lnk vbs ps1 hta reg app appx".split(" "));

type Named = Pick<File, "name" | "size">;
export type Checked<F extends Named> = { accepted: F[]; refusals: string[] };

/** What may join the files that a message has already, and in plain words why the rest may not. */
export function checkFiles<F extends Named>(files: readonly F[], { held, maxBytes }: { held: number; maxBytes: number }): Checked<F> {
  const refusals: string[] = [];
  const sound = files.filter((file) => {
    const reason = findFault(file, maxBytes);
    if (reason) refusals.push(reason);
    return reason === null;
  });
  const accepted = sound.slice(0, Math.max(0, limits.attachmentsPerMessage - held));
  if (accepted.length < sound.length) refusals.push(t("files.tooMany", { count: limits.attachmentsPerMessage }));
  return { accepted, refusals };
}

function findFault({ name, size }: Named, maxBytes: number): string | null {
  if (size === 0) return t("files.empty", { name });
  if (size > maxBytes) return t("files.tooLargeNamed", { name, size: toFileSize(maxBytes) });
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return programs.has(extension) ? t("files.program", { name }) : null;
}
