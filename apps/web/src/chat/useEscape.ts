import { useEffect, useRef } from "react";

const popups = "[role=dialog]:not([data-toast]), [role=alertdialog]:not([data-toast]), [role=menu], #chat [role=listbox]";

/** Escape in the conversation, when nothing in it has a use for it. */
export function useEscape(onEscape: () => void, enabled: boolean): void {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      const chat = document.getElementById("chat");
      if (!chat?.contains(document.activeElement) || document.querySelector(popups)) return;
      latest.current();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [enabled]);
}
