import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

const most = 6;
const step = 1.5;
const panStepPx = 80;
const swipePx = 70;
const doubleTapMs = 300;

type View = { scale: number; x: number; y: number };
const whole: View = { scale: 1, x: 0, y: 0 };

type Options = { stage: RefObject<HTMLElement | null>; onSwipe: (direction: "left" | "right" | "down") => void };

/** Zooming by wheel, pinch, double press and keys; moving by dragging; swiping while the whole is seen. */
export function useZoom({ stage, onSwipe }: Options) {
  const [view, setView] = useState(whole);
  const [dragPx, setDragPx] = useState(0);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const drag = useRef({ fromX: 0, fromY: 0, spread: 0, tappedAt: 0, moved: false });

  /** Nothing is moved further than half of it out of sight. */
  const place = ({ scale, x, y }: View): View => {
    const kept = Math.min(most, Math.max(1, scale));
    if (kept === 1) return whole;
    const { clientWidth = 0, clientHeight = 0 } = stage.current ?? {};
    const bound = (value: number, size: number) => Math.min(Math.max(value, (-size * (kept - 1)) / 2), (size * (kept - 1)) / 2);
    return { scale: kept, x: bound(x, clientWidth), y: bound(y, clientHeight) };
  };
  /** Keeps the point of the picture where it is, measured from the middle of the stage. */
  const zoomAt = (factor: number, atX = 0, atY = 0) =>
    setView((now) => {
      const scale = Math.min(most, Math.max(1, now.scale * factor));
      const ratio = scale / now.scale;
      return place({ scale, x: atX - (atX - now.x) * ratio, y: atY - (atY - now.y) * ratio });
    });
  const fromMiddle = (x: number, y: number): [number, number] => {
    const box = stage.current?.getBoundingClientRect();
    return box ? [x - box.x - box.width / 2, y - box.y - box.height / 2] : [0, 0];
  };

  const latest = useRef({ zoomAt, fromMiddle });
  latest.current = { zoomAt, fromMiddle };
  useEffect(() => {
    const element = stage.current;
    // React's own listener is passive: the browser would zoom the page with the same wheel.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current.zoomAt(Math.exp(-event.deltaY / 300), ...latest.current.fromMiddle(event.clientX, event.clientY));
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [stage]);

  const spread = () => {
    const [one, two] = [...fingers.current.values()];
    return one && two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    Object.assign(drag.current, { fromX: event.clientX, fromY: event.clientY, spread: spread(), moved: fingers.current.size > 1 });
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const finger = { x: event.clientX, y: event.clientY };
    fingers.current.set(event.pointerId, finger);
    if (fingers.current.size > 1) {
      const now = spread();
      if (drag.current.spread > 0) zoomAt(now / drag.current.spread, ...fromMiddle(finger.x, finger.y));
      drag.current.spread = now;
      return;
    }
    if (Math.hypot(finger.x - drag.current.fromX, finger.y - drag.current.fromY) > 6) drag.current.moved = true;
    if (view.scale > 1) setView((now) => place({ ...now, x: now.x + finger.x - before.x, y: now.y + finger.y - before.y }));
    else setDragPx(finger.x - drag.current.fromX);
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!fingers.current.delete(event.pointerId)) return;
    setDragPx(0);
    const { fromX, fromY, moved, tappedAt } = drag.current;
    if (!moved) {
      const isSecond = event.timeStamp - tappedAt < doubleTapMs;
      drag.current.tappedAt = isSecond ? 0 : event.timeStamp;
      if (isSecond) view.scale > 1 ? setView(whole) : zoomAt(2.5, ...fromMiddle(event.clientX, event.clientY));
    } else if (view.scale === 1 && fingers.current.size === 0 && drag.current.spread === 0) {
      const [x, y] = [event.clientX - fromX, event.clientY - fromY];
      if (Math.abs(x) > swipePx && Math.abs(x) > Math.abs(y)) onSwipe(x < 0 ? "left" : "right");
      else if (y > swipePx * 1.5) onSwipe("down");
    }
  };

  return {
    zoomed: view.scale > 1,
    scale: view.scale,
    style: { transform: `translate(${view.x + dragPx}px, ${view.y}px) scale(${view.scale})` },
    zoomIn: () => zoomAt(step),
    zoomOut: () => zoomAt(1 / step),
    reset: () => setView(whole),
    pan: (x: number, y: number) => setView((now) => place({ ...now, x: now.x + x * panStepPx, y: now.y + y * panStepPx })),
    most: view.scale >= most,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp },
  };
}
