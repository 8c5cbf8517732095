import { type RefObject, useEffect } from "react";
import { isAtEnd } from "./isAtEnd.ts";

/** The keyboard opens, the composer grows, a banner appears: who was at the end stays there. */
export function useKeepEnd(viewport: RefObject<HTMLElement | null>, showEnd: () => void): void {
  useEffect(() => {
    const view = viewport.current;
    if (!view) return;
    let height = view.clientHeight;
    const observer = new ResizeObserver(() => {
      if (isAtEnd(view, height)) showEnd();
      height = view.clientHeight;
    });
    observer.observe(view);
    return () => observer.disconnect();
  }, [viewport, showEnd]);
}
