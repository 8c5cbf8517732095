import { useCallback } from "react";

/** A ref for an element at the end of a list: calls `onVisible` when it comes near the viewport, and again when that changes. */
export function useSentinel(onVisible: (() => unknown) | undefined) {
  return useCallback(
    (element: HTMLElement | null) => {
      if (!element || !onVisible) return;
      const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onVisible(), { rootMargin: "400px" });
      observer.observe(element);
      return () => observer.disconnect();
    },
    [onVisible],
  );
}
