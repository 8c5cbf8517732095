import { memo, type ReactNode } from "react";
import { Marked } from "../search/Marked.tsx";
import { cut, type Range } from "../search/marks.ts";
import { toSegments } from "./toSegments.ts";

type Props = { text: string; mentionedNames: readonly string[]; marks: readonly Range[]; current: boolean };

/** Text as it was written: line breaks kept, addresses clickable, nothing interpreted as markup; what a search found is marked. */
export const MessageText = memo(function MessageText({ text, mentionedNames, marks, current }: Props) {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const segment of toSegments(text, mentionedNames)) {
    const [key, end] = [at, at + segment.text.length];
    const shown = marks.length === 0 ? segment.text : <Marked key={key} pieces={cut(text, marks, key, end)} current={current} />;
    at = end;
    if (segment.kind === "text") pieces.push(shown);
    else if (segment.kind === "mention")
      pieces.push(
        <bdi key={key} className="font-semibold text-accent-ink">
          {shown}
        </bdi>,
      );
    else
      pieces.push(
        <a key={key} href={segment.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr" className="text-accent-ink underline underline-offset-2">
          {shown}
        </a>,
      );
  }
  return pieces;
});
