import { useEffect } from "react";

/**
 * Safari on iOS lays its keyboard over the page instead of making the page smaller. Only the visual viewport tells; the
 * shell takes its height from it, so that the composer stays above the keyboard.
 */
export function useKeyboardInset(): void {
  useEffect(() => {
    const { visualViewport, document } = window;
    if (!visualViewport) return;
    const { style } = document.documentElement;
    const fit = () => {
      // Zoomed in, the visual viewport is small as well, and the page must stay as large as it is.
      const covered = visualViewport.scale === 1 && visualViewport.height < window.innerHeight;
      if (covered) style.setProperty("--shell-height", `${visualViewport.height}px`);
      else style.removeProperty("--shell-height");
      if (covered) window.scrollTo(0, 0);
    };
    visualViewport.addEventListener("resize", fit);
    return () => visualViewport.removeEventListener("resize", fit);
  }, []);
}
