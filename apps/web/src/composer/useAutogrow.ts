import { type RefObject, useLayoutEffect } from "react";

/** As high as its text; the style sheet sets the maximum. */
export function useAutogrow(textarea: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the text
  useLayoutEffect(() => {
    const element = textarea.current;
    if (!element) return;
    element.style.height = "0";
    element.style.height = `${element.scrollHeight}px`;
  }, [textarea, text]);
}
