import { memo } from "react";
import { toSegments } from "./toSegments.ts";

/** Text as it was written: line breaks kept, addresses clickable, nothing interpreted as markup. */
export const MessageText = memo(function MessageText({ text, mentionedNames }: { text: string; mentionedNames: readonly string[] }) {
  let at = 0;
  return toSegments(text, mentionedNames).map((segment) => {
    const key = at;
    at += segment.text.length;
    if (segment.kind === "text") return segment.text;
    if (segment.kind === "mention")
      return (
        <bdi key={key} className="font-semibold text-accent-ink">
          {segment.text}
        </bdi>
      );
    return (
      <a key={key} href={segment.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr" className="text-accent-ink underline underline-offset-2">
        {segment.text}
      </a>
    );
  });
});
