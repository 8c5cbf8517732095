import { useParley } from "@parley/react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { searchFieldId } from "../search/SearchField.tsx";

const dialogs = "[role=dialog]:not([data-toast]), [role=alertdialog]:not([data-toast])";

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function focusSearch(): void {
  const field = document.getElementById(searchFieldId) as HTMLInputElement | null;
  field?.focus();
  field?.select();
}

/** Ctrl/Cmd+K or "/": search. Alt+Up/Down: the conversation above or below. */
export function useShortcuts(conversationId: string | undefined): void {
  const { store } = useParley();
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || document.querySelector(dialogs)) return;
      const wantsSearch = ((event.ctrlKey || event.metaKey) && event.key === "k") || (event.key === "/" && !isTyping(event.target));
      const step = event.altKey && event.key === "ArrowDown" ? 1 : event.altKey && event.key === "ArrowUp" ? -1 : 0;
      if (!wantsSearch && step === 0) return;
      event.preventDefault();
      if (wantsSearch) {
        if (document.getElementById(searchFieldId)?.checkVisibility()) focusSearch();
        else {
          // On a small screen the conversation covers the list.
          navigate("/");
          requestAnimationFrame(focusSearch);
        }
        return;
      }
      const { ids } = store.getState().lists.active;
      const at = conversationId ? ids.indexOf(conversationId) : -1;
      const next = ids[at === -1 ? 0 : at + step];
      if (next) navigate(`/c/${next}`);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [store, navigate, conversationId]);
}
