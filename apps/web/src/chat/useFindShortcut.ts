import { useEffect, useRef } from "react";

/** The id by which the shortcut knows that one is in the field already. */
export const findFieldId = "find-in-conversation";

const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
export const findShortcut = isApple ? "⌘F" : "Ctrl+F";

/** Ctrl/Cmd+F searches the conversation, of which the page holds only a part. Pressed again in the field, it is the browser's own. */
export function useFindShortcut(onFind: () => void): void {
  const latest = useRef(onFind);
  latest.current = onFind;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const pressed = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f";
      if (
        !pressed ||
        document.activeElement?.id === findFieldId ||
        document.querySelector("[role=dialog]:not([data-toast]), [role=alertdialog]:not([data-toast])")
      )
        return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
