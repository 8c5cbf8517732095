import { type MouseEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { direction } from "../i18n/language.ts";

/** Held for longer, letting go sends; let go sooner, it was a click and recording goes on. */
const holdMs = 400;
const cancelPx = 90;

type Actions = { start: () => void; finish: () => void; cancel: () => void };

/** Handlers of the microphone: click to begin, or hold and let go; sliding back to the start of the line cancels. */
export function useHold({ start, finish, cancel }: Actions) {
  const [slidPx, setSlidPx] = useState(0);
  const release = useRef(() => {});
  const actions = useRef({ finish, cancel });
  actions.current = { finish, cancel };
  useEffect(() => () => release.current(), []);

  const onPointerDown = ({ button, clientX, pointerId }: PointerEvent) => {
    if (button !== 0) return;
    const pressedAt = performance.now();
    const listening = new AbortController();
    const done = () => {
      listening.abort();
      setSlidPx(0);
    };
    release.current = done;
    const own = (handle: (event: globalThis.PointerEvent) => void) => (event: globalThis.PointerEvent) => event.pointerId === pointerId && handle(event);
    // The button itself goes away when recording begins.
    const { signal } = listening;
    addEventListener(
      "pointermove",
      own((event) => {
        const slid = (clientX - event.clientX) * (direction === "rtl" ? -1 : 1);
        setSlidPx(Math.max(0, slid));
        if (slid < cancelPx) return;
        done();
        actions.current.cancel();
      }),
      { signal },
    );
    addEventListener(
      "pointerup",
      own(() => {
        done();
        if (performance.now() - pressedAt > holdMs) actions.current.finish();
      }),
      { signal },
    );
    addEventListener("pointercancel", own(done), { signal });
    start();
  };

  return {
    slidPx,
    handlers: {
      onPointerDown,
      // Keyboards and screen readers click without a pointer.
      onClick: (event: MouseEvent) => event.detail === 0 && start(),
      onContextMenu: (event: MouseEvent) => event.preventDefault(),
    },
  };
}
