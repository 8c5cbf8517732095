import { type Finding, findings } from "./findings.ts";
import { format } from "./progress.ts";
import type { SourceName } from "./source.ts";

/** What an import has done, or would do. */
export type Report = {
  source: SourceName;
  dryRun: boolean;
  users: { read: number; added: number };
  conversations: { read: number; added: number };
  /** read = added + already + leftOut, always. */
  messages: { read: number; added: number; already: number; leftOut: number };
  findings: Finding[];
  /** It went on with another run's work: what follows is of this run alone. */
  resumed: boolean;
  seconds: number;
  written: number;
};

export function toText(report: Report): string {
  const { users, conversations, messages, seconds, written } = report;
  const would = report.dryRun ? " would be" : "";
  return [
    ...report.findings.map(toLines),
    report.findings.length === 0 ? "Everything fits." : "",
    `users           ${format(users.read)} read, ${format(users.added)}${would} added`,
    `conversations   ${format(conversations.read)} read, ${format(conversations.added)}${would} added`,
    `messages        ${format(messages.read)} read, ${format(messages.added)}${would} added, ${format(messages.already)} there before, ${format(messages.leftOut)} left out`,
    report.dryRun
      ? `Nothing was written (${seconds.toFixed(1)} s).`
      : `${format(written)} messages in ${seconds.toFixed(1)} s: ${format(Math.round(written / Math.max(seconds, 0.001)))} a second, ${report.resumed ? "without what an earlier run had done" : "reading and planning included"}.`,
    "",
  ].join("\n");
}

function toLines({ code, count, examples }: Finding): string {
  return `${code} (${format(count)})  ${findings[code]}\n${examples.map((example) => `    ${printable(example)}\n`).join("")}`;
}

/** A source's text on somebody's terminal: without what steers it. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "·").slice(0, 160);
}
