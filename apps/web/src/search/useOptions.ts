import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

function listOptions(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
}

/**
 * The options below a field, moved through with arrow keys while the focus stays in the field. `settled`: they answer
 * what stands in it; Enter pressed before waits for that.
 */
export function useOptions(list: RefObject<HTMLElement | null>, settled: boolean) {
  const [activeId, setActiveId] = useState<string | null>(null);
  const enterWaits = useRef(false);

  useLayoutEffect(() => {
    if (activeId !== null && !listOptions(list.current).some(({ id }) => id === activeId)) setActiveId(null);
  });

  useEffect(() => {
    if (!enterWaits.current || !settled) return;
    enterWaits.current = false;
    listOptions(list.current)[0]?.click();
  }, [settled, list]);

  const move = (step: number) => {
    const options = listOptions(list.current);
    const at = options.findIndex(({ id }) => id === activeId);
    const next = options[at === -1 && step < 0 ? options.length - 1 : Math.min(Math.max(at + step, 0), options.length - 1)];
    if (!next) return;
    setActiveId(next.id);
    // The title of the first one's section belongs to it.
    if (next === options[0]) list.current?.parentElement?.scrollTo({ top: 0 });
    else next.scrollIntoView({ block: "nearest" });
  };

  /** true when the key was for the options. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === "Enter") {
      const options = listOptions(list.current);
      const chosen = options.find(({ id }) => id === activeId) ?? (settled ? options[0] : undefined);
      if (chosen) chosen.click();
      else enterWaits.current = !settled;
    } else return false;
    return true;
  };

  return {
    activeId,
    onKeyDown,
    /** Something else stands in the field. */
    reset: () => {
      enterWaits.current = false;
      setActiveId(null);
    },
  };
}
